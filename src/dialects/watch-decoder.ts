import type { ChatEvent } from "../core/chat.ts";
import type { Fault } from "../core/fault.ts";
import type { JsonObject } from "../core/json.ts";
import type { Usage } from "../core/usage.ts";
import type { StreamDecoder, StreamWatcher } from "./dialect.ts";
import { parseFrameObject } from "./parse-frame.ts";

/**
 * The watcher of a dialect that few clients speak: most of its streams are translated, so that a second decoder costs
 * little, and what is counted is what the client gets. An answer is whole when the decoder says its end.
 */
export function watchDecoder(
  decoder: StreamDecoder<ChatEvent>,
  readFault: (body: JsonObject) => Fault | undefined,
): StreamWatcher {
  let usage: Usage | undefined;
  let fault: Fault | undefined;
  let ended = false;
  let outputChars = 0;

  function note(event: ChatEvent): void {
    outputChars += charsOf(event);
    if (event.type !== "response-end") return;
    ended = true;
    usage = event.usage;
  }

  return {
    push(frame) {
      // Some services keep a stream alive by empty events. Nobody reads on behind the end.
      if (frame.data === "" || ended || fault !== undefined) return;
      if (frame.data !== "[DONE]") {
        const body = parseFrameObject(frame);
        fault = body === undefined ? notObject : readFault(body);
      }
      if (fault === undefined) decoder.push(frame).forEach(note);
    },
    get usage() {
      return usage;
    },
    get ended() {
      return ended;
    },
    get finished() {
      return ended;
    },
    get fault() {
      return fault;
    },
    get outputChars() {
      return outputChars;
    },
    isUsageOnly: () => false,
  };
}

const notObject: Fault = {
  kind: "broken-stream",
  message: "The provider sent a stream event that is not a JSON object.",
};

function charsOf(event: ChatEvent): number {
  switch (event.type) {
    case "text-delta":
    case "reasoning-delta":
      return event.text.length;
    case "tool-call-start":
      return event.name.length;
    case "tool-call-delta":
      return event.input.length;
    default:
      return 0;
  }
}
