import type { Fault } from "../../core/fault.ts";
import { isArray, isObject, numberOf, objectsOf, textOf, type JsonObject } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import type { StreamWatcher } from "../dialect.ts";
import { normalizeOpenaiUsage } from "../normalize-usage.ts";
import { parseFrameObject } from "../parse-frame.ts";
import { faultOf, readFault } from "./read-fault.ts";

/** Told by the text before it is parsed, because this is asked of every frame and true for one. */
const NO_CHOICES = /"choices"\s*:\s*\[\s*\]/;

export function watchStream(): StreamWatcher {
  const open = new Set<number>();
  const done = new Set<number>();
  let usage: Usage | undefined;
  let fault: Fault | undefined;
  let ended = false;
  let outputChars = 0;

  function readChoice({ index: told, text, finish_reason }: JsonObject): void {
    const index = numberOf(told) ?? 0;
    outputChars += (textOf(text) ?? "").length;
    if (textOf(finish_reason)) {
      done.add(index);
      open.delete(index);
    } else if (!done.has(index)) open.add(index);
  }

  return {
    push(frame) {
      const { event, data } = frame;
      // Some proxies keep a stream alive by empty events. Nobody reads on behind the mark.
      if (data === "" || ended || fault !== undefined) return;
      if (data === "[DONE]") {
        ended = true;
        return;
      }
      const chunk = parseFrameObject(frame);
      if (chunk === undefined) {
        fault = { kind: "broken-stream", message: "The provider sent a stream event that is not a JSON object." };
        return;
      }
      fault = readFault(chunk) ?? (event === "error" ? faultOf(chunk) : undefined);
      usage = normalizeOpenaiUsage(chunk.usage) ?? usage;
      objectsOf(chunk.choices).forEach(readChoice);
    },
    get usage() {
      return usage;
    },
    get ended() {
      return ended;
    },
    get finished() {
      return done.size > 0 && open.size === 0;
    },
    get fault() {
      return fault;
    },
    get outputChars() {
      return outputChars;
    },
    isUsageOnly(frame) {
      const chunk = NO_CHOICES.test(frame.data) ? parseFrameObject(frame) : undefined;
      return chunk !== undefined && isArray(chunk.choices) && chunk.choices.length === 0 && isObject(chunk.usage);
    },
  };
}
