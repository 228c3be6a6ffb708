import type { ChatEvent } from "../../core/chat.ts";
import type { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Frame } from "../../streams/frame.ts";
import type { StreamEncoder } from "../dialect.ts";
import { encodeCitation } from "./encode-citation.ts";
import { encodeFinishReason } from "./map-finish-reason.ts";
import { encodeUsage } from "./map-usage.ts";

/** One block is open at a time, in the events as in the dialect, which numbers contents and calls apart. */
type Open = { readonly kind: "content" } | { readonly kind: "call"; hasInput: boolean };

export function encodeStream(): StreamEncoder<ChatEvent> {
  /** Of each piece of content: citations, which come last, name their places in them. */
  const texts: string[] = [];
  let calls = 0;
  let citations = 0;
  let open: Open | undefined;

  const content = (type: "content-start" | "content-delta", fields: JsonObject): Frame =>
    write(type, { index: texts.length - 1, delta: { message: { content: fields } } });

  const call = (type: "tool-call-start" | "tool-call-delta", fields: JsonObject): Frame =>
    write(type, { index: calls - 1, delta: { message: { tool_calls: fields } } });

  function say(kind: "text" | "thinking", piece: string): readonly Frame[] {
    if (piece === "") return [];
    const started = open === undefined ? [startContent(kind)] : [];
    if (kind === "text") texts.push(`${texts.pop() ?? ""}${piece}`);
    return [...started, content("content-delta", { [kind]: piece.toWellFormed() })];
  }

  function startContent(kind: "text" | "thinking"): Frame {
    open = { kind: "content" };
    texts.push("");
    return content("content-start", { type: kind, [kind]: "" });
  }

  function extendCall(input: string): readonly Frame[] {
    if (open?.kind !== "call" || input === "") return [];
    open.hasInput = true;
    return [call("tool-call-delta", { function: { arguments: input.toWellFormed() } })];
  }

  function close(): readonly Frame[] {
    const closed = open;
    // Readers of a call expect JSON.
    const rest = closed?.kind === "call" && !closed.hasInput ? extendCall("{}") : [];
    open = undefined;
    if (closed === undefined) return [];
    const end =
      closed.kind === "call"
        ? write("tool-call-end", { index: calls - 1 })
        : write("content-end", { index: texts.length - 1 });
    return [...rest, end];
  }

  return {
    push(event) {
      switch (event.type) {
        case "response-start":
          return [write("message-start", { id: event.id, delta: { message: EMPTY_MESSAGE } })];
        case "text-delta":
          return say("text", event.text);
        case "reasoning-delta":
          return say("thinking", event.text);
        case "tool-call-start":
          open = { kind: "call", hasInput: false };
          calls += 1;
          return [
            call("tool-call-start", {
              id: event.id,
              type: "function",
              function: { name: event.name, arguments: "" },
            }),
          ];
        case "tool-call-delta":
          return extendCall(event.input);
        case "block-end":
          return close();
        case "citations":
          return event.citations.flatMap((citation) => {
            const index = citations++;
            const delta = { message: { citations: encodeCitation(citation, texts) } };
            return [write("citation-start", { index, delta }), write("citation-end", { index })];
          });
        // A piece of content begins with its first word: of sealed thinking there is none. Cohere's answers hold neither pictures nor searches.
        case "text-start":
        case "reasoning-start":
        case "reasoning-signature":
        case "reasoning-redacted":
        case "image":
        case "searches":
          return [];
        case "response-end": {
          const { finish, stopSequence, usage } = event;
          const told = usage === undefined ? {} : { usage: encodeUsage(usage) };
          return [
            write("message-end", { delta: { finish_reason: encodeFinishReason(finish, stopSequence), ...told } }),
          ];
        }
      }
    },
  };
}

/** As Cohere begins each answer. */
const EMPTY_MESSAGE: JsonObject = { role: "assistant", content: [], tool_plan: "", tool_calls: [], citations: [] };

/** Cohere's SDKs end a stream at any line that holds this, also where it is what the model says. */
const END_OF_OTHERS = "[DONE]";

const write = (type: string, fields: JsonObject): Frame => ({
  event: type,
  data: JSON.stringify({ type, ...fields }).replaceAll(END_OF_OTHERS, String.raw`\u005bDONE]`),
});

/** A failure ends the answer, as Cohere's own do: its SDKs throw nothing in the midst of a stream. */
export const encodeStreamError = ({ message }: GatewayError): readonly Frame[] => [
  write("message-end", { delta: { finish_reason: "ERROR", error: message.toWellFormed() } }),
];
