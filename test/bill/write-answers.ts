import type { Route } from "../support/routes.ts";

export interface ToldUsage {
  /** With those that were found in the cache. */
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

/** One provider's words for an answer. Streams are: begin, pieces, finish, usage, end. */
interface AnswerWriter {
  whole(text: string, usage: ToldUsage): string;
  begin(usage: ToldUsage): string;
  piece(text: string): string;
  /** Up to and with the usage. */
  finish(usage: ToldUsage): string;
  readonly end: string;
  /** An error inside a stream. */
  readonly error: string;
  /** The body of an error answer. */
  readonly refusal: string;
}

const ID = "chatcmpl-0001";
const OPENAI_MODEL = "gpt-4o-mini-2024-07-18";
const ANTHROPIC_MODEL = "claude-sonnet-4-5-20250929";

const openaiFrame = (data: object | string): string =>
  `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
const chunk = (more: object): string =>
  openaiFrame({ id: ID, object: "chat.completion.chunk", created: 1_790_000_001, model: OPENAI_MODEL, ...more });
const choice = (delta: object, finish_reason: string | null = null): string =>
  chunk({ choices: [{ index: 0, delta, logprobs: null, finish_reason }], usage: null });
const openaiUsage = ({ inputTokens, cachedTokens, outputTokens }: ToldUsage): object => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  prompt_tokens_details: { cached_tokens: cachedTokens },
});
const openaiError = JSON.stringify({
  error: { message: "The server had an error.", type: "server_error", param: null, code: null },
});

const anthropicFrame = (type: string, more: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const anthropicUsage = ({ inputTokens, cachedTokens, outputTokens }: ToldUsage): object => ({
  input_tokens: inputTokens - cachedTokens,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: cachedTokens,
  output_tokens: outputTokens,
});
const message = (content: readonly object[], stop_reason: string | null, usage: ToldUsage): object => ({
  id: "msg_0001",
  type: "message",
  role: "assistant",
  model: ANTHROPIC_MODEL,
  content,
  stop_reason,
  stop_sequence: null,
  usage: anthropicUsage(usage),
});
const anthropicError = { error: { type: "api_error", message: "The server had an error." } };

export const WRITERS = {
  openai: {
    whole: (text, usage) =>
      JSON.stringify({
        id: ID,
        object: "chat.completion",
        created: 1_790_000_001,
        model: OPENAI_MODEL,
        choices: [{ index: 0, message: { role: "assistant", content: text, refusal: null }, finish_reason: "stop" }],
        usage: openaiUsage(usage),
      }),
    begin: () => choice({ role: "assistant", content: "", refusal: null }),
    piece: (content) => choice({ content }),
    finish: (usage) => choice({}, "stop") + chunk({ choices: [], usage: openaiUsage(usage) }),
    end: openaiFrame("[DONE]"),
    error: openaiFrame(openaiError),
    refusal: openaiError,
  },
  anthropic: {
    whole: (text, usage) => JSON.stringify(message([{ type: "text", text }], "end_turn", usage)),
    // The first guess of the output is one token.
    begin: (usage) =>
      anthropicFrame("message_start", { message: message([], null, { ...usage, outputTokens: 1 }) }) +
      anthropicFrame("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
    piece: (text) => anthropicFrame("content_block_delta", { index: 0, delta: { type: "text_delta", text } }),
    finish: (usage) =>
      anthropicFrame("content_block_stop", { index: 0 }) +
      anthropicFrame("message_delta", {
        delta: { stop_reason: "end_turn", stop_sequence: null },
        usage: anthropicUsage(usage),
      }),
    end: anthropicFrame("message_stop", {}),
    error: anthropicFrame("error", anthropicError),
    refusal: JSON.stringify({ type: "error", ...anthropicError }),
  },
} as const satisfies Record<Route["provider"], AnswerWriter>;
