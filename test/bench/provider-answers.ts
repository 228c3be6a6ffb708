import type { Wire } from "./suites.ts";

/** Exactly what each answer claims to have used, so that a check can look for it at the other end. */
export const USAGE = { input: 21, output: 40, total: 61 } as const;
/** Nano-dollars per token. */
export const PRICES = { inputNano: 2_000, outputNano: 8_000 } as const;

const WORD = " token";
const OPENAI_USAGE = `{"prompt_tokens":${USAGE.input},"completion_tokens":${USAGE.output},"total_tokens":${USAGE.total}}`;
const SENTENCE =
  "An edge gateway forwards this small answer, checks the key that asked for it and records what it cost.";

/** A whole answer of about the size that a short question gets. */
export function wholeAnswer(wire: Wire, model: string): string {
  return wire === "openai"
    ? `{"id":"chatcmpl-bench","object":"chat.completion","created":1760000000,"model":"${model}","choices":[{"index":0,"message":` +
        `{"role":"assistant","content":"${SENTENCE}","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":${OPENAI_USAGE},` +
        `"service_tier":"default","system_fingerprint":"fp_bench"}`
    : `{"id":"msg_bench","type":"message","role":"assistant","model":"${model}","content":[{"type":"text","text":"${SENTENCE}"}],` +
        `"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":${USAGE.input},"output_tokens":${USAGE.output}}}`;
}

/** The writes of a streamed answer: one delta each, the last with the finish, the usage and the end mark. */
export function streamWrites(wire: Wire, model: string, count: number, withUsage: boolean): string[] {
  const deltas = Array.from({ length: count - 1 }, (_, index) => streamDelta(wire, model, index));
  return [...deltas, wire === "openai" ? openaiEnd(model, withUsage) : anthropicEnd()];
}

/** One delta of a streamed answer; number 0 opens the stream. */
export function streamDelta(wire: Wire, model: string, index: number): string {
  if (wire === "openai") {
    const delta = index === 0 ? `{"role":"assistant","content":"","refusal":null}` : `{"content":"${WORD}"}`;
    return openaiChunk(model, `[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":null}]`);
  }
  if (index > 0)
    return anthropicEvent("content_block_delta", `"index":0,"delta":{"type":"text_delta","text":"${WORD}"}`);
  return (
    anthropicEvent(
      "message_start",
      `"message":{"id":"msg_bench","type":"message","role":"assistant","model":"${model}","content":[],"stop_reason":null,` +
        `"stop_sequence":null,"usage":{"input_tokens":${USAGE.input},"output_tokens":1}}`,
    ) + anthropicEvent("content_block_start", `"index":0,"content_block":{"type":"text","text":""}`)
  );
}

function openaiEnd(model: string, withUsage: boolean): string {
  const finish = openaiChunk(model, `[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]`);
  return `${finish}${withUsage ? openaiChunk(model, "[]", OPENAI_USAGE) : ""}data: [DONE]\n\n`;
}

function anthropicEnd(): string {
  return (
    anthropicEvent("content_block_stop", `"index":0`) +
    anthropicEvent(
      "message_delta",
      `"delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":${USAGE.output}}`,
    ) +
    `event: message_stop\ndata: {"type":"message_stop"}\n\n`
  );
}

function openaiChunk(model: string, choices: string, usage?: string): string {
  return (
    `data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1760000000,"model":"${model}",` +
    `"service_tier":"default","system_fingerprint":"fp_bench","choices":${choices}${usage === undefined ? "" : `,"usage":${usage}`}}\n\n`
  );
}

const anthropicEvent = (type: string, rest: string): string => `event: ${type}\ndata: {"type":"${type}",${rest}}\n\n`;
