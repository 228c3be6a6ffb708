import { afterEach, describe, expect, it } from "vitest";
import { at, textAt } from "../support/at.ts";
import { inParallel } from "../support/in-parallel.ts";
import { mutations } from "../support/mutate.ts";
import { configFor, deployment, MASTER_KEY } from "../support/providers.ts";
import { rawCall } from "../support/raw-client.ts";
import { secretsIn } from "../support/secrets.ts";
import { useStage } from "../support/stage.ts";
import { answers, wire } from "../support/wire.ts";

const MIB = 1024 * 1024;

const stage = useStage((upstream) => {
  for (const id of ["openai", "anthropic"] as const) upstream.play(id, answers(`${id}/chat`));
  upstream.play("embed", wire("openai/embeddings.json"));
  return configFor(upstream, {
    models: [
      deployment(upstream, "anthropic", "lenient", { drop_params: true }),
      deployment(upstream, "openai", "embed", { api_base: `${upstream.base("embed")}/v1` }),
    ],
    sections: { general_settings: { master_key: "os.environ/LITELLM_MASTER_KEY", max_request_size_mb: 12 } },
  });
});

const CHAT = "/v1/chat/completions";
const MESSAGES = "/v1/messages";
const EMBEDDINGS = "/v1/embeddings";
const PATHS = [CHAT, MESSAGES, EMBEDDINGS];
const auth = { authorization: `Bearer ${MASTER_KEY}` };

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
}

async function send(path: string, body: RequestInit["body"], method = "POST"): Promise<Answer> {
  const response = await fetch(stage.gateway.url + path, {
    method,
    headers: auth,
    ...(body !== undefined && { body }),
    duplex: "half",
  } as RequestInit);
  const text = await response.text();
  const secrets = secretsIn(text + JSON.stringify([...response.headers]));
  if (secrets.length > 0) throw new Error(`An answer of ${path} gives away a secret.`);
  return { status: response.status, body: JSON.parse(text), text };
}

/** The error's message, when the answer is an error of the path's dialect. */
function messageOf(path: string, { status, body }: Answer): string {
  const isAnthropic = at(body, "type") === "error" && /_error$|_large$/.test(textAt(body, "error", "type"));
  const isOpenai = textAt(body, "error", "code") === String(status) && textAt(body, "error", "type") !== "";
  return (path === MESSAGES ? isAnthropic && !isOpenai : isOpenai) ? textAt(body, "error", "message") : "";
}

afterEach(async () => {
  const { status } = await send(CHAT, JSON.stringify({ model: "openai", messages: [{ role: "user", content: "Hi" }] }));
  if (status !== 200) throw new Error("The gateway did not survive this.");
});

const nested = (open: string, bytes: number): string => open.repeat(Math.floor(bytes / open.length));

describe.each(PATHS)("%s", (path) => {
  const unreadable: [string, RequestInit["body"]][] = [
    ["nothing", ""],
    ["a word", "hello"],
    ["half an object", '{"model":"openai",'],
    ["a trailing comma", '{"model":"openai",}'],
    ["a list", "[1,2]"],
    ["a text", '"hello"'],
    ["null", "null"],
    ["a number", "12"],
    ["no number", '{"model":NaN}'],
    ["bytes that are no text", new Uint8Array([0xff, 0xfe, 0x00, 0x80])],
    ["a zero byte", '{"model":"open\u0000ai"}'],
    ["10 MB of brackets", nested("[", 10 * MIB)],
    ["10 MB of objects in objects", nested('{"a":', 10 * MIB)],
    ["an object 200 levels deep", `${nested('{"a":', 1_000)}1${nested("}", 200)}`],
  ];
  it.each(unreadable)("answers 400 to %s", async (_name, body) => {
    const answer = await send(path, body);
    expect(answer.status).toBe(400);
    expect(messageOf(path, answer)).toMatch(/JSON|nests deeper/);
  });

  it("answers 413 to a body beyond the limit: as soon as its length is told, or else when it is reached", async () => {
    const size = 12 * MIB + 1;
    const chunked = { "transfer-encoding": "chunked", "content-length": undefined };
    const calls = [
      rawCall(stage.gateway.url, { path, headers: { ...auth, "content-length": String(size) }, body: "{" }),
      rawCall(stage.gateway.url, {
        path,
        headers: { ...auth, ...chunked },
        body: `${size.toString(16)}\r\n${"x".repeat(size)}\r\n`,
      }),
    ];
    for (const call of calls) {
      const { status } = await call.head;
      await call.over;
      expect(status).toBe(413);
      const answer = { status, body: JSON.parse(call.text()), text: call.text() };
      expect(messageOf(path, answer)).toContain("larger than 12582912 bytes");
    }
  });

  it.each([
    ["no model", { model: undefined }, /names no model|model/],
    ["an empty model", { model: "" }, /model/],
    ["a model that is no text", { model: ["openai"] }, /`model` must be a string/],
    ["an unknown model", { model: "gpt-9" }, /Invalid model name passed in model=gpt-9/],
    ["a model named like a property of every object", { model: "__proto__" }, /Invalid model name/],
    ["a model name without end", { model: "x".repeat(100_000) }, /Invalid model name/],
    ["messages that are no list", { messages: "Hi", input: {} }, /`(messages|input)` must be/],
    ["a message that is no object", { messages: ["Hi"], input: [{}] }, /`(messages\[0\]|input)` must be/],
    ["no messages", { messages: [], input: [] }, /`(messages|input)` must be/],
    ["an address of its own", { api_base: "https://example.com" }, /"api_base" is not allowed/],
    ["a credential of its own", { api_key: "sk-another" }, /"api_key" is not allowed/],
  ])("answers 400 to %s", async (_name, wrong, told) => {
    const good = { model: "openai", max_tokens: 9, messages: [{ role: "user", content: "Hi" }], input: "Hi" };
    const answer = await send(path, JSON.stringify({ ...good, ...wrong }));
    expect(answer.status).toBe(400);
    expect(messageOf(path, answer)).toMatch(told);
    expect(answer.text.length).toBeLessThan(2_000);
  });

  it.each(["GET", "PUT", "PATCH", "DELETE"])("answers 405 to %s", async (method) => {
    const answer = await send(path, undefined, method);
    expect(answer.status).toBe(405);
    expect(messageOf(path, answer)).toContain(`${method} is not allowed here; use POST`);
  });

  it("survives a client that breaks off its request", async () => {
    for (const leave of ["close", "reset"] as const) {
      const call = rawCall(stage.gateway.url, {
        path,
        headers: { ...auth, "content-length": "5000" },
        body: '{"model":',
      });
      setTimeout(call[leave], 50);
      expect(await call.over).toEqual({ clean: false });
    }
  });
});

const tool = {
  type: "function",
  function: {
    name: "get_tide",
    description: "d",
    parameters: { type: "object", properties: { h: { type: "string" } } },
    strict: true,
  },
};
const RICH_CHAT = {
  model: "lenient",
  messages: [
    { role: "system", content: [{ type: "text", text: "Rules", cache_control: { type: "ephemeral" } }] },
    {
      role: "user",
      name: "sailor",
      content: [
        { type: "text", text: "Look" },
        { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=", detail: "low" } },
        { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,JVBERi0=" } },
      ],
    },
    {
      role: "assistant",
      content: "Looking",
      thinking_blocks: [{ type: "thinking", thinking: "Hm", signature: "c2ln" }],
      tool_calls: [{ id: "call_1", type: "function", function: { name: "get_tide", arguments: '{"h":"N"}' } }],
    },
    { role: "tool", tool_call_id: "call_1", content: "1.4 m" },
    { role: "user", content: "And?" },
  ],
  tools: [tool],
  tool_choice: { type: "function", function: { name: "get_tide" } },
  response_format: {
    type: "json_schema",
    json_schema: { name: "depth", strict: true, schema: { type: "object", properties: {} } },
  },
  max_completion_tokens: 4_000,
  temperature: 0.5,
  stop: ["END"],
  user: "u",
  reasoning_effort: "low",
  parallel_tool_calls: false,
  stream_options: { include_usage: true },
  metadata: { tags: ["a"] },
};
const RICH_MESSAGES = {
  model: "openai",
  max_tokens: 4_000,
  system: [{ type: "text", text: "Rules", cache_control: { type: "ephemeral", ttl: "1h" } }],
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "Look" },
        { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
        { type: "document", source: { type: "text", media_type: "text/plain", data: "Log" }, title: "t" },
      ],
    },
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Hm", signature: "c2ln" },
        { type: "text", text: "Looking" },
        { type: "tool_use", id: "call_1", name: "get_tide", input: { h: "N" } },
      ],
    },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "call_1", is_error: false, content: [{ type: "text", text: "1.4 m" }] },
      ],
    },
  ],
  tools: [
    { name: "get_tide", description: "d", input_schema: { type: "object", properties: { h: { type: "string" } } } },
  ],
  tool_choice: { type: "tool", name: "get_tide", disable_parallel_tool_use: true },
  thinking: { type: "enabled", budget_tokens: 1_024 },
  temperature: 1,
  stop_sequences: ["END"],
  metadata: { user_id: "u" },
};
const RICH_EMBEDDINGS = { model: "embed", input: ["ebb", "flow"], dimensions: 3, encoding_format: "float", user: "u" };

describe("a rich request with one part of it wrong", () => {
  it.each([
    ["chat for the Anthropic API", CHAT, RICH_CHAT],
    ["messages for an OpenAI-like API", MESSAGES, RICH_MESSAGES],
    ["chat for an OpenAI-like API", CHAT, { ...RICH_CHAT, model: "openai" }],
    ["messages for the Anthropic API", MESSAGES, { ...RICH_MESSAGES, model: "anthropic" }],
    ["embeddings", EMBEDDINGS, RICH_EMBEDDINGS],
  ])("is served or refused, and never fails inside the gateway: %s", async (_name, path, rich) => {
    expect((await send(path, JSON.stringify(rich))).text).not.toContain('"error"');
    const failures = await inParallel([...mutations(rich)], 8, async ({ name, value }) => {
      const answer = await send(path, JSON.stringify(value));
      const fine = answer.status === 200 || (answer.status === 400 && messageOf(path, answer) !== "");
      return fine ? [] : [`${name}: ${answer.status} ${answer.text.slice(0, 200)}`];
    });
    expect(failures.length).toBeGreaterThan(50);
    expect(failures.flat()).toEqual([]);
  });
});

describe("a request for something that is not there", () => {
  it.each([
    "/v2/chat/completions",
    "/v1/chat/completions/x",
    "/v1//chat/completions",
    "/%00",
    "/%E0%A4%A",
    "/v1/models/%ff",
    "/v1/models/..%2f..%2fetc",
    "/engines/%E0%A4%A/chat/completions",
    `/${"x".repeat(8_000)}`,
    "/key",
    "/.env",
  ])("is answered 4xx: %s", async (path) => {
    for (const method of ["GET", "POST"]) {
      const call = rawCall(stage.gateway.url, {
        method,
        path,
        headers: auth,
        ...(method === "POST" && { body: "{}" }),
      });
      const { status } = await call.head;
      await call.over;
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(textAt(JSON.parse(call.text()), "error", "message").length).toBeLessThan(500);
    }
  });

  it.each([
    ["/key/generate", "hello"],
    ["/key/generate", "[]"],
    ["/key/generate", '{"models":{"a":1}}'],
    ["/key/generate", '{"duration":-1}'],
    ["/key/generate", nested("[", MIB / 2)],
    ["/key/block", "{}"],
    ["/key/block", '{"key":5}'],
    ["/key/delete", '{"keys":"sk-1"}'],
    ["/key/delete", "{}"],
  ])("or is not understood there: POST %s", async (path, body) => {
    const { status, text } = await send(path, body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(text).toMatch(/"(message|msg)":"[^"]+/);
  });

  it.each([
    "/spend/logs?start_date=soon",
    "/spend/logs?start_date=2026-02-30",
    "/spend/logs?summarize=maybe",
    "/key/info?key=",
    "/key/info?key=sk-none",
  ])("or is not understood there: GET %s", async (path) => {
    const { status } = await send(path, undefined, "GET");
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});
