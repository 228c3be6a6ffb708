import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { at, listAt, textAt } from "./at.ts";
import { eventsOf } from "./routes.ts";
import type { Scene } from "./upstream.ts";

/** One recorded exchange with a real provider. */
export interface Recording {
  /** `provider/case`. */
  readonly id: string;
  readonly provider: string;
  readonly dialect: "openai" | "anthropic" | "embeddings";
  readonly stream: boolean;
  readonly status: number;
  /** Undefined where it is not known. */
  readonly request: object | undefined;
  /** The answer, as it came. */
  readonly scene: Scene;
  readonly body: string;
}

const DIALECTS: Readonly<Record<string, Recording["dialect"]>> = {
  "chat.completions": "openai",
  messages: "anthropic",
  embeddings: "embeddings",
};

/** The recordings of a folder that a gateway for chats and embeddings can play. CONTRIBUTING.md says what is in such a folder. */
export function readRecordings(folder: string): readonly Recording[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(folder, name)).map((kase) => `${name}/${kase}`))
    .toSorted()
    .flatMap((id) => readRecording(folder, id));
}

function readRecording(folder: string, id: string): readonly Recording[] {
  const read = (name: string): unknown => {
    const file = join(folder, id, name);
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  };
  const meta = read("meta.json");
  const dialect = DIALECTS[textAt(meta, "endpoint")];
  const file = textAt(meta, "response_file");
  if (dialect === undefined || file === "") return [];
  const bytes = readFileSync(join(folder, id, file));
  const stream = file.endsWith(".sse");
  const status = Number(at(meta, "status"));
  const request = read("request.json");
  const type = textAt(meta, "response_headers", "content-type") || (stream ? "text/event-stream" : "application/json");
  return [
    {
      id,
      provider: textAt(meta, "provider"),
      dialect,
      stream,
      status,
      request: typeof request === "object" && request !== null ? request : undefined,
      scene: { status, headers: { "content-type": type }, body: bytes },
      body: bytes.toString(),
    },
  ];
}

export interface Tokens {
  readonly input: number;
  readonly output: number;
  /** More than both where a provider counts reasoning or audio apart. */
  readonly total: number;
}

/** What a recorded answer says, read by the simplest means. */
export interface Said {
  readonly text: string;
  readonly refusal: string;
  readonly tools: readonly string[];
  /** As told where the dialect tells it. */
  readonly usage: Tokens | undefined;
  /** As told anywhere. */
  readonly spent: Tokens | undefined;
  /** The provider tells of a failure. */
  readonly failed: boolean;
  /** The answer is over, with the dialect's mark or without it. */
  readonly finished: boolean;
  readonly marked: boolean;
}

export function readSaid({ dialect, stream, status, body }: Recording): Said {
  const data = stream ? eventsOf(body.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n")) : [body];
  const parts = data.filter((text) => text !== "[DONE]" && text !== "").map(parse);
  const failed = status >= 400 || parts.some((part) => (at(part, "error") ?? null) !== null);
  const marked = !stream || data.includes("[DONE]") || parts.some((part) => at(part, "type") === "message_stop");
  return { ...(dialect === "anthropic" ? readAnthropic(parts, stream) : readOpenai(parts, stream)), failed, marked };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Content = Omit<Said, "failed" | "marked">;

function readOpenai(parts: readonly unknown[], stream: boolean): Content {
  const choices = parts
    .flatMap((part) => listAt(part, "choices"))
    .filter((choice) => Number(at(choice, "index") ?? 0) === 0);
  const messages = choices.map((choice) => at(choice, stream ? "delta" : "message"));
  const usage = parts.map((part) => at(part, "usage")).findLast((value) => (value ?? null) !== null);
  const aside = parts.map((part) => at(part, "x_groq", "usage")).findLast((value) => value !== undefined);
  return {
    text: messages.map((message) => plain(at(message, "content"))).join(""),
    refusal: messages.map((message) => textAt(message, "refusal")).join(""),
    tools: messages
      .flatMap((message) => listAt(message, "tool_calls").map((call) => textAt(call, "function", "name")))
      .filter(Boolean),
    usage: readOpenaiUsage(usage),
    spent: readOpenaiUsage(usage ?? aside),
    finished: choices.some((choice) => textAt(choice, "finish_reason") !== ""),
  };
}

/** Lists of parts hold text among other things; one provider answers with the JSON it was asked for. */
function plain(content: unknown): string {
  if (typeof content === "string") return content;
  if (Array.isArray(content))
    return content.map((part) => (at(part, "type") === "text" ? textAt(part, "text") : "")).join("");
  return typeof content === "object" && content !== null ? JSON.stringify(content) : "";
}

export function readOpenaiUsage(usage: unknown): Tokens | undefined {
  const [input, output = 0, total = 0] = [
    at(usage, "prompt_tokens"),
    at(usage, "completion_tokens"),
    at(usage, "total_tokens"),
  ];
  if (typeof input !== "number") return undefined;
  return { input, output: Number(output), total: Math.max(Number(total), input + Number(output)) };
}

function readAnthropic(parts: readonly unknown[], stream: boolean): Content {
  const blocks = stream ? parts.map((part) => at(part, "content_block")) : listAt(parts[0], "content");
  const deltas = stream ? parts.map((part) => at(part, "delta")) : [];
  const told = parts
    .flatMap((part) => [at(part, "message", "usage"), at(part, "usage")])
    .filter((value) => value !== undefined);
  const usage = told.length === 0 ? undefined : readAnthropicUsage(Object.assign({}, ...told));
  return {
    text: stream
      ? parts.map((part) => textAt(part, "content_block", "text") + textAt(part, "delta", "text")).join("")
      : blocks.map((block) => textAt(block, "text")).join(""),
    refusal: "",
    tools: blocks.filter((block) => at(block, "type") === "tool_use").map((block) => textAt(block, "name")),
    usage,
    spent: usage,
    finished: !stream || deltas.some((delta) => textAt(delta, "stop_reason") !== ""),
  };
}

export function readAnthropicUsage(usage: unknown): Tokens {
  const of = (name: string): number => Number(at(usage, name) ?? 0);
  const input = of("input_tokens") + of("cache_creation_input_tokens") + of("cache_read_input_tokens");
  return { input, output: of("output_tokens"), total: input + of("output_tokens") };
}
