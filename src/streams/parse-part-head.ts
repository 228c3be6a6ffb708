import { malformed } from "./malformed-multipart.ts";

/** What goes before the content of a part (RFC 7578, section 4). */
export interface PartHead {
  readonly name: string;
  /** Files have one. */
  readonly filename: string | undefined;
  readonly type: string | undefined;
  /** As it came, with the empty line behind it. */
  readonly bytes: Uint8Array;
}

const TOKEN = "[\\w!#$%&'*+.^`|~-]+";
const HEADER = new RegExp(`^(${TOKEN}):[ \\t]*(.*)$`);
const PARAM = `[ \\t]*;[ \\t]*(${TOKEN})=(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))`;
const DISPOSITION = new RegExp(`^form-data(?:${PARAM})*[ \\t]*;?[ \\t]*$`, "i");

/** Throws `invalid_request` for a header that could be read in two ways, such as one with two names. */
export function parsePartHead(bytes: Uint8Array): PartHead {
  const lines = new TextDecoder().decode(bytes).split("\r\n").slice(0, -2);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value = ""] = HEADER.exec(line) ?? [];
    // Folded lines and half line breaks are among what does not match.
    if (name === undefined) throw malformed("a line in the header of a part is no header field");
    if (headers.has(name.toLowerCase())) throw malformed(`a part has two headers ${name.toLowerCase().slice(0, 100)}`);
    headers.set(name.toLowerCase(), value);
  }
  const disposition = headers.get("content-disposition") ?? "";
  if (!DISPOSITION.test(disposition)) throw malformed("a part has no content-disposition of form-data");
  const params = new Map<string, string>();
  for (const [, key = "", quoted, token] of disposition.matchAll(new RegExp(PARAM, "g"))) {
    if (params.has(key.toLowerCase())) throw malformed("a part has two names");
    params.set(key.toLowerCase(), quoted ?? token ?? "");
  }
  const name = params.get("name");
  if (name === undefined || name.includes("\\") || params.has("name*"))
    throw malformed("a part has no name, or one that is escaped");
  return {
    name,
    filename: params.get("filename") ?? params.get("filename*"),
    type: headers.get("content-type"),
    bytes,
  };
}
