import type { Fault } from "../../core/fault.ts";
import { isObject, objectsOf, textOf, type JsonObject } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import type { StreamWatcher } from "../dialect.ts";
import { normalizeResponsesUsage, withSearches } from "../normalize-usage.ts";
import { parseFrameObject } from "../parse-frame.ts";
import { countPlainDelta } from "./count-plain-delta.ts";
import { readFault } from "./map-error.ts";
import { countSearches } from "./read-items.ts";

/** The events that close a stream, each with the whole response. */
const ENDS: ReadonlySet<unknown> = new Set(["response.completed", "response.incomplete", "response.failed"]);

/** Of a tool call, the name comes with its start. */
function countAdded({ type, delta, item }: JsonObject): number {
  const name = type === "response.output_item.added" && isObject(item) ? textOf(item.name) : undefined;
  return (textOf(delta) ?? name ?? "").length;
}

export function watchStream(): StreamWatcher {
  let usage: Usage | undefined;
  let fault: Fault | undefined;
  let ended = false;
  let outputChars = 0;
  let background: string | undefined;
  let searches = 0;

  function look(event: JsonObject): void {
    const response = isObject(event.response) ? event.response : {};
    usage = normalizeResponsesUsage(response.usage) ?? usage;
    if (response.background === true) background = textOf(response.id);
    fault =
      readFault(event) ?? readFault(event.type === "response.failed" ? { status: "failed", ...response } : response);
    ended = ENDS.has(event.type);
    // A service may stream nothing but the end.
    if (ended && searches === 0) searches = countSearches(objectsOf(response.output));
    outputChars += countAdded(event);
    if (event.type === "response.output_item.done" && isObject(event.item)) searches += countSearches([event.item]);
  }

  return {
    push(frame) {
      const { event: name, data } = frame;
      // Some services keep a stream alive by empty events, or send the end mark of Chat Completions.
      if (data === "" || data === "[DONE]" || ended || fault !== undefined) return;
      const chars = name === "error" ? undefined : countPlainDelta(data);
      if (chars !== undefined) {
        outputChars += chars;
        return;
      }
      const event = parseFrameObject(frame);
      if (event === undefined)
        fault = { kind: "broken-stream", message: "The provider sent a stream event that is not a JSON object." };
      else look(name === "error" ? { ...event, type: "error" } : event);
    },
    get usage() {
      return withSearches(usage, searches);
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
    get background() {
      return background;
    },
    isUsageOnly: () => false,
  };
}
