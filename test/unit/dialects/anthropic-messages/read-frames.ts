import type { ChatEvent, ChatResponse, Citation, Part, Search } from "../../../../src/core/chat.ts";
import { textOf, type JsonObject } from "../../../../src/core/json.ts";
import type { Frame } from "../../../../src/streams/frame.ts";
import { wireText } from "../../../support/wire.ts";

/** The frames of a fixture, whose events are all of two lines. */
export const framesOf = (name: string): readonly Frame[] =>
  [...wireText(`anthropic/${name}.sse`).matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, event, data = ""]) => ({
    event,
    data,
  }));

export const bodyOf = (name: string): JsonObject => JSON.parse(wireText(`anthropic/${name}.json`)) as JsonObject;

export const frameOf = (body: JsonObject): Frame => ({ event: textOf(body.type), data: JSON.stringify(body) });

export const dataOf = (frames: readonly Frame[]): readonly JsonObject[] =>
  frames.map(({ data }) => JSON.parse(data) as JsonObject);

/**
 * What a client makes of the events. Throws where they break the rules of `ChatEvent`: one block is open at a time,
 * and blocks are numbered in the order they open.
 */
export function collect(events: readonly ChatEvent[]): ChatResponse {
  const parts: Part[] = [];
  const citations: Citation[] = [];
  const searches: Search[] = [];
  let open: Part | undefined;
  let head = { id: "", model: "" };
  for (const event of events) {
    if ("block" in event && event.block !== parts.length) throw new Error(`block ${event.block} is not its turn`);
    const isOpening = event.type.endsWith("-start") || event.type === "image";
    if (isOpening !== (open === undefined) && "block" in event) throw new Error("blocks overlap");
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
      case "tool-call-start":
        open = { type: "tool-call", id: event.id, name: event.name, input: "" };
        if (event.signature !== undefined) open = { ...open, signature: event.signature };
        break;
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
          ...head,
          parts,
          finish: event.finish,
          ...(event.stopSequence !== undefined && { stopSequence: event.stopSequence }),
          ...(citations.length > 0 && { citations }),
          ...(searches.length > 0 && { searches }),
          usage: event.usage,
        };
    }
  }
  throw new Error("the response has no end");
}
