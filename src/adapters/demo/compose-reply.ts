import type { JsonObject } from "../../core/json.ts";
import { objectsOf, textOf } from "../../core/json.ts";

const QUOTE_CHARS_MAX = 400;

export interface DemoReply {
  readonly [key: string]: string | number | JsonObject | readonly JsonObject[];
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly choices: readonly JsonObject[];
  readonly usage: JsonObject;
}

/** An OpenAI chat completion that quotes the last user message. */
export function composeReply(body: JsonObject): DemoReply {
  const messages = objectsOf(body["messages"]);
  const said = lastWords(messages);
  const content =
    `This is Tollgate's built-in demo model: no provider was called. ` +
    (said === "" ? "You sent no text." : `You said: "${said.slice(0, QUOTE_CHARS_MAX)}"`);
  const promptTokens = countTokens(messages.map(({ content: text }) => JSON.stringify(text ?? "")).join(" "));
  const completionTokens = countTokens(content);
  return {
    id: `chatcmpl-demo-${crypto.randomUUID()}`,
    object: "chat.completion",
    created: Math.floor(Date.now() / 1_000),
    model: textOf(body["model"]) ?? "demo",
    choices: [
      { index: 0, message: { role: "assistant", content, refusal: null }, logprobs: null, finish_reason: "stop" },
    ],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

function lastWords(messages: readonly JsonObject[]): string {
  const content = messages.findLast((message) => message["role"] === "user")?.["content"];
  if (typeof content === "string") return content;
  return objectsOf(content)
    .map((part) => textOf(part["text"]) ?? "")
    .join(" ")
    .trim();
}

/** Close enough for a model that costs nothing. */
const countTokens = (text: string): number => Math.max(1, Math.ceil(text.length / 4));
