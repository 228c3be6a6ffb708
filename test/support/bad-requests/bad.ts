import type { RawRequest } from "../raw-client.ts";

/** Whose words an error is told in. */
export type Api = "openai" | "anthropic" | "google" | "cohere";

/** The one model there is. */
export const MODEL = "anything";
/** The most that a body in JSON may have. */
export const BYTES_MAX = 100_000;

/** A request that is wrong, and how it is told. */
export interface Bad {
  readonly name: string;
  readonly api: Api;
  readonly status: number;
  readonly request: RawRequest;
  /** Absent where the key is what is wrong with it. */
  readonly hasKey: boolean;
  /** Whether the key's owner reads of it in the log: of what the gateway itself answers, or nobody answers, they do not. */
  readonly leavesEvent: boolean;
}

/** What a key that exists may send. */
export const bad = (name: string, api: Api, status: number, request: RawRequest, leavesEvent = true): Bad => ({
  name,
  api,
  status,
  request,
  hasKey: true,
  leavesEvent,
});

export const FORM = 'multipart/form-data; boundary="b"';
export const formOf = (fields: Readonly<Record<string, string>>): string =>
  `${Object.entries(fields)
    .map(([field, value]) => `--b\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`)
    .join("")}--b--\r\n`;

/** A request to an address, of somebody whom nobody knows. */
export const strangers = (name: string, api: Api, request: RawRequest): readonly Bad[] =>
  [
    {},
    { authorization: "Bearer sk-nobody-made-this-key-000000" },
    { authorization: "Bearer of bad news" },
    { "x-api-key": "sk-nobody-made-this-key-000000" },
  ].map((headers) => ({
    name: `${name}: ${JSON.stringify(headers)}`,
    api,
    status: 401,
    request: { ...request, headers: { ...request.headers, ...headers } },
    hasKey: false,
    leavesEvent: false,
  }));

/** Bodies that are wrong wherever JSON is wanted. */
export const NO_BODIES: readonly (readonly [
  what: string,
  status: number,
  body: string,
  headers?: RawRequest["headers"],
])[] = [
  ["a form", 415, formOf({ model: MODEL }), { "content-type": FORM }],
  ["too much", 413, JSON.stringify({ model: MODEL, padding: "x".repeat(BYTES_MAX) })],
  [
    "too much, and nobody said how much",
    413,
    chunked(JSON.stringify({ padding: "x".repeat(BYTES_MAX) })),
    {
      "content-length": undefined,
      "transfer-encoding": "chunked",
    },
  ],
  ["half of it", 400, '{"model":'],
  ["no object", 400, "[]"],
  ["a text", 400, '"model"'],
  ["nothing", 400, ""],
  ["null", 400, "null"],
  ["what nests without end", 400, `{"model":${"[".repeat(5_000)}${"]".repeat(5_000)}}`],
];

function chunked(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
}
