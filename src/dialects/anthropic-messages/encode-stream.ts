import type { ChatEvent, Citation, Search } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Frame } from "../../streams/frame.ts";
import type { StreamEncoder } from "../dialect.ts";
import { encodeCallSignature } from "./map-call-signature.ts";
import { encodeCitation, encodeSearches } from "./map-searches.ts";
import { encodeStopReason } from "./map-stop-reason.ts";
import { encodeUsage } from "./map-usage.ts";

/**
 * Blocks open one at a time, in the events as in the dialect. A text stays open until something else comes, because
 * what it cites may be told behind it; and searches come last, when what they found is known.
 */
export function encodeStream(): StreamEncoder<ChatEvent> {
  const searches: Search[] = [];
  const cited: Citation[] = [];
  let id = "";
  let index = 0;
  let openText: "none" | "growing" | "ended" = "none";
  /** Whether thinking is sealed shows only after its start, and Anthropic starts the two kinds differently. */
  let isUndecided = false;

  const start = (block: JsonObject): readonly Frame[] => [
    frame("content_block_start", { index, content_block: block }),
  ];

  const delta = (fields: JsonObject): readonly Frame[] => [frame("content_block_delta", { index, delta: fields })];

  function decideThinking(event: ChatEvent): readonly Frame[] {
    if (!isUndecided) return [];
    isUndecided = false;
    return start(
      event.type === "reasoning-redacted"
        ? { type: "redacted_thinking", data: event.data }
        : { type: "thinking", thinking: "", signature: "" },
    );
  }

  const stop = (): readonly Frame[] => [frame("content_block_stop", { index: index++ })];

  function endText(event: ChatEvent): readonly Frame[] {
    if (openText !== "ended" || event.type === "citations" || event.type === "searches") return [];
    openText = "none";
    return stop();
  }

  function cite(citations: readonly Citation[]): readonly Frame[] {
    cited.push(...citations);
    // Before any text there is no block for it: it is still told as found.
    if (openText === "none") return [];
    return citations.flatMap((citation) => delta({ type: "citations_delta", citation: encodeCitation(citation) }));
  }

  const tellSearches = (): readonly Frame[] =>
    encodeSearches(searches, cited, id).flatMap((block) => [...start(emptied(block)), ...fill(block), ...stop()]);

  const signCall = (callId: string, signature: string | undefined): readonly Frame[] =>
    encodeCallSignature(callId, signature).flatMap((block) => [
      ...start({ ...block, signature: "" }),
      ...delta({ type: "signature_delta", signature: block.signature }),
      ...stop(),
    ]);

  /** The input of a call comes as a delta, also where it is known. */
  const fill = ({ type, input }: JsonObject): readonly Frame[] =>
    type === "server_tool_use" ? delta({ type: "input_json_delta", partial_json: JSON.stringify(input) }) : [];

  function encode(event: ChatEvent): readonly Frame[] {
    switch (event.type) {
      case "response-start":
        id = event.id;
        return [frame("message_start", { message: startMessage(event) })];
      case "text-start":
        openText = "growing";
        return start({ type: "text", text: "" });
      case "text-delta":
        return delta({ type: "text_delta", text: event.text });
      case "reasoning-start":
        isUndecided = true;
        return [];
      case "reasoning-delta":
        return delta({ type: "thinking_delta", thinking: event.text });
      case "reasoning-signature":
        return delta({ type: "signature_delta", signature: event.signature });
      case "reasoning-redacted":
        return [];
      case "tool-call-start":
        return [
          ...signCall(event.id, event.signature),
          ...start({ type: "tool_use", id: event.id, name: event.name, input: {} }),
        ];
      case "tool-call-delta":
        return delta({ type: "input_json_delta", partial_json: event.input });
      // A message of Anthropic's has no block for a picture.
      case "image":
        return [];
      case "citations":
        return cite(event.citations);
      case "searches":
        searches.push(...event.searches);
        return [];
      case "block-end":
        if (openText === "none") return stop();
        openText = "ended";
        return [];
      case "response-end":
        return [...tellSearches(), ...encodeEnd(event)];
    }
  }

  return { push: (event) => [...endText(event), ...decideThinking(event), ...encode(event)] };
}

const emptied = (block: JsonObject): JsonObject => (block.type === "server_tool_use" ? { ...block, input: {} } : block);

const frame = (type: string, fields: JsonObject): Frame => ({ event: type, data: JSON.stringify({ type, ...fields }) });

const startMessage = ({ id, model, usage }: Extract<ChatEvent, { type: "response-start" }>): JsonObject => ({
  id,
  type: "message",
  role: "assistant",
  model,
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: encodeUsage(usage),
});

const encodeEnd = ({ finish, stopSequence, usage }: Extract<ChatEvent, { type: "response-end" }>): readonly Frame[] => [
  frame("message_delta", {
    delta: { stop_reason: encodeStopReason(finish, stopSequence), stop_sequence: stopSequence ?? null },
    usage: encodeUsage(usage),
  }),
  frame("message_stop", {}),
];
