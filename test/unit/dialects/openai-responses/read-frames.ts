import type { Response, ResponseStreamEvent } from "openai/resources/responses/responses";
import type { ChatEvent, ChatResponse, Citation, Part, Search } from "../../../../src/core/chat.ts";
import { textOf, type JsonObject } from "../../../../src/core/json.ts";
import { openaiResponses } from "../../../../src/dialects/openai-responses/index.ts";
import type { Frame } from "../../../../src/streams/frame.ts";

/** `output_text` is added by the SDK. */
export type WireResponse = Omit<Response, "output_text">;

/** What the SDK's types describe, as the JSON that it is on the wire. */
export const json = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

export const frameOf = (event: ResponseStreamEvent | JsonObject): Frame => ({
  event: textOf(json(event).type),
  data: JSON.stringify(event),
});

export const dataOf = (frames: readonly Frame[]): readonly JsonObject[] =>
  frames.map(({ data }) => JSON.parse(data) as JsonObject);

export function decode(frames: readonly Frame[]): readonly ChatEvent[] {
  const decoder = openaiResponses.decoder();
  return [...frames.flatMap((frame) => decoder.push(frame)), ...decoder.finish()];
}

/** What the service would repeat of an empty request. */
export const echo = {
  access_programs: null,
  background: false,
  completed_at: null,
  error: null,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  metadata: {},
  parallel_tool_calls: true,
  previous_response_id: null,
  prompt_cache_key: null,
  reasoning: { effort: null, summary: null },
  safety_identifier: null,
  service_tier: "default",
  temperature: 1,
  text: { format: { type: "text" } },
  tool_choice: "auto",
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: "disabled",
} as const satisfies Partial<WireResponse>;

/** Fields of the wire that the SDK's type leaves out, or does not know to be null. */
export const wireOnly = { frequency_penalty: 0, presence_penalty: 0, store: false, user: null };

/**
 * What a client makes of the events. Throws where they break the rules of `ChatEvent`: one block is open at a time,
 * blocks are numbered in the order they open, and a picture is a block in one event.
 */
export function collect(events: readonly ChatEvent[]): ChatResponse {
  const parts: Part[] = [];
  const citations: Citation[] = [];
  const searches: Search[] = [];
  let open: Part | undefined;
  let head: { id: string; model: string } | undefined;
  for (const event of events) {
    if ((event.type === "response-start") !== (head === undefined))
      throw new Error("not one start, or not at the start");
    if ("block" in event && event.block !== parts.length) throw new Error(`block ${event.block} is not its turn`);
    const opens = event.type.endsWith("-start") || event.type === "image";
    if ("block" in event && opens !== (open === undefined)) throw new Error("blocks overlap");
    switch (event.type) {
      case "response-start":
        head = { id: event.id, model: event.model };
        break;
      case "text-start":
        open = { type: "text", text: "" };
        break;
      case "reasoning-start":
        open = { type: "reasoning", text: "" };
        break;
      case "tool-call-start": {
        const { id, name, signature } = event;
        open = { type: "tool-call", id, name, input: "", ...(signature !== undefined && { signature }) };
        break;
      }
      case "text-delta":
      case "reasoning-delta":
        if (open?.type === "text" || open?.type === "reasoning") open = { ...open, text: open.text + event.text };
        break;
      case "reasoning-signature":
        if (open?.type === "reasoning") open = { ...open, signature: (open.signature ?? "") + event.signature };
        break;
      case "reasoning-redacted":
        if (open?.type === "reasoning") open = { ...open, redacted: event.data };
        break;
      case "tool-call-delta":
        if (open?.type === "tool-call") open = { ...open, input: open.input + event.input };
        break;
      case "image":
        parts.push({ type: "image", source: event.source });
        break;
      case "citations":
        citations.push(...event.citations);
        break;
      case "searches":
        searches.push(...event.searches);
        break;
      case "block-end":
        if (open !== undefined) parts.push(open);
        open = undefined;
        break;
      case "response-end":
        if (open !== undefined) throw new Error("a block is left open");
        return {
          ...(head ?? { id: "", model: "" }),
          parts,
          finish: event.finish,
          ...(citations.length > 0 && { citations }),
          ...(searches.length > 0 && { searches }),
          usage: event.usage,
        };
    }
  }
  throw new Error("the response has no end");
}

/** The events that say an answer, cut into deltas of at most `size` characters. */
export function eventsOf({ id, model, parts, citations, finish, usage }: ChatResponse, size = 3): readonly ChatEvent[] {
  const cut = (text: string): readonly string[] => text.match(new RegExp(`[^]{1,${size}}`, "gu")) ?? [];
  const blocks = parts.flatMap((part, block): readonly ChatEvent[] => {
    switch (part.type) {
      case "text":
        return [
          { type: "text-start", block },
          ...cut(part.text).map((text): ChatEvent => ({ type: "text-delta", block, text })),
          { type: "block-end", block },
        ];
      case "reasoning": {
        const { signature, redacted } = part;
        return [
          { type: "reasoning-start", block },
          ...cut(part.text).map((text): ChatEvent => ({ type: "reasoning-delta", block, text })),
          ...(signature === undefined ? [] : [{ type: "reasoning-signature", block, signature } as const]),
          ...(redacted === undefined ? [] : [{ type: "reasoning-redacted", block, data: redacted } as const]),
          { type: "block-end", block },
        ];
      }
      case "tool-call": {
        const { id: call, name, signature } = part;
        return [
          { type: "tool-call-start", block, id: call, name, ...(signature !== undefined && { signature }) },
          ...cut(part.input).map((input): ChatEvent => ({ type: "tool-call-delta", block, input })),
          { type: "block-end", block },
        ];
      }
      case "image":
        return [{ type: "image", block, source: part.source }];
      case "document":
      case "audio":
      case "tool-result":
        throw new Error(`an answer has no ${part.type}`);
    }
  });
  return [
    { type: "response-start", id, model },
    ...blocks,
    ...(citations === undefined ? [] : [{ type: "citations", citations } as const]),
    { type: "response-end", finish, usage },
  ];
}
