import type { ChatEvent, Citation, Part, ReasoningPart, Search } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Frame } from "../../streams/frame.ts";
import type { StreamEncoder } from "../dialect.ts";
import { carryThoughts } from "./carry-thoughts.ts";
import { encodeAnswerPart } from "./encode-answer-part.ts";
import { encodeGrounding } from "./map-citations.ts";
import { encodeFinishReason } from "./map-finish-reason.ts";
import { encodeUsage } from "./map-usage.ts";

interface OpenCall {
  readonly id: string;
  readonly name: string;
  readonly signature?: string;
}

/** A call is told whole, so it waits for its end; and citations for the text that they count in. */
export function encodeStream(): StreamEncoder<ChatEvent> {
  const cited: Citation[] = [];
  const searches: Search[] = [];
  const carrier = carryThoughts();
  let head: JsonObject = {};
  let call: OpenCall | undefined;
  let thought: ReasoningPart | undefined;
  let input = "";
  let text = "";

  const write = (candidate: JsonObject, more: JsonObject = {}): readonly Frame[] => [
    { data: JSON.stringify({ candidates: [{ ...candidate, index: 0 }], ...more, ...head }) },
  ];

  function say(part: Part): readonly Frame[] {
    const parts = encodeAnswerPart(part);
    return parts.length === 0 ? [] : write({ content: { role: "model", parts } });
  }

  /** For the call that may follow: it is told as it comes. */
  function think(more: Partial<ReasoningPart>): void {
    thought = { type: "reasoning", text: "", ...thought, ...more };
  }

  function endBlock(): readonly Frame[] {
    if (thought !== undefined) carrier.note(thought);
    thought = undefined;
    if (call === undefined) return [];
    const part: Part = carrier.sign({ type: "tool-call", ...call, input });
    call = undefined;
    input = "";
    return say(part);
  }

  return {
    push(event) {
      switch (event.type) {
        case "response-start":
          head = { modelVersion: event.model, responseId: event.id };
          return [];
        case "text-delta":
          text += event.text;
          return say({ type: "text", text: event.text });
        case "reasoning-delta":
          think({ text: (thought?.text ?? "") + event.text });
          return say({ type: "reasoning", text: event.text });
        case "reasoning-signature":
          think({ signature: (thought?.signature ?? "") + event.signature });
          return say({ type: "reasoning", text: "", signature: event.signature });
        case "tool-call-start": {
          const { id, name, signature } = event;
          call = { id, name, ...(signature !== undefined && { signature }) };
          return [];
        }
        case "tool-call-delta":
          input += event.input;
          return [];
        case "image":
          return say({ type: "image", source: event.source });
        case "citations":
          cited.push(...event.citations);
          return [];
        case "searches":
          searches.push(...event.searches);
          return [];
        case "reasoning-redacted":
          think({ redacted: event.data });
          return [];
        case "text-start":
        case "reasoning-start":
          return [];
        case "block-end":
          return endBlock();
        case "response-end":
          return [
            ...endBlock(),
            ...write(
              {
                content: { role: "model", parts: [{ text: "" }] },
                finishReason: encodeFinishReason(event.finish),
                ...encodeGrounding(cited, searches, text),
              },
              encodeUsage(event.usage),
            ),
          ];
      }
    },
  };
}
