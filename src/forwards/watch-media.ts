import type { Fault } from "../core/fault.ts";
import { isObject, textOf } from "../core/json.ts";
import type { Usage } from "../core/usage.ts";
import type { StreamWatcher } from "../dialects/dialect.ts";
import { encodeOpenaiError } from "../dialects/encode-openai-error.ts";
import { parseFrameObject } from "../dialects/parse-frame.ts";
import { tellFault } from "../dialects/tell-fault.ts";
import type { ForwardCall } from "../pipeline/forward-call.ts";
import { readMediaUsage } from "./read-media-usage.ts";

/** Most of what a stream carries: it is not parsed. */
const PIECE = /"type"\s*:\s*"[\w.]+\.delta"/;
/** `speech.audio.done`, `transcript.text.done`: the event that tells the usage. */
const LAST = /\.done$/;

/** What a call says of its streams. */
export const watched: Pick<ForwardCall, "watch" | "isWhole" | "encodeStreamError"> = {
  watch: watchMedia,
  isWhole: ({ ended }) => ended,
  encodeStreamError: (error) => [{ event: "error", data: JSON.stringify(encodeOpenaiError(error)) }],
};

/** Watches a stream of sound, or text of sound, as OpenAI sends them. */
function watchMedia(): StreamWatcher {
  let usage: Usage | undefined;
  let fault: Fault | undefined;
  let ended = false;

  return {
    push({ event: name, data }) {
      if (data === "" || data === "[DONE]" || ended || fault !== undefined || PIECE.test(data)) return;
      const event = parseFrameObject({ event: name, data });
      if (event === undefined) {
        fault = { kind: "broken-stream", message: "The provider sent a stream event that is not a JSON object." };
        return;
      }
      const type = textOf(event["type"]) ?? name ?? "";
      const error = isObject(event["error"]) ? event["error"] : event;
      if (type === "error" || error !== event)
        fault = tellFault(textOf(error["message"]) ?? "", textOf(error["type"]) ?? textOf(error["code"]));
      usage = readMediaUsage(event["usage"]) ?? usage;
      ended = LAST.test(type);
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
    outputChars: 0,
    isUsageOnly: () => false,
  };
}
