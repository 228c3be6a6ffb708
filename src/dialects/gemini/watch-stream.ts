import type { Fault } from "../../core/fault.ts";
import { numberOf, objectsOf, isObject, type JsonObject } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import type { StreamWatcher } from "../dialect.ts";
import { normalizeGeminiUsage, withSearches } from "../normalize-usage.ts";
import { parseFrame } from "../parse-frame.ts";
import { readToldFault } from "./map-error.ts";
import { countSearches } from "./map-searches.ts";
import { countChars, finishReasonOf, readChunk } from "./read-chunk.ts";

export function watchStream(): StreamWatcher {
  const open = new Set<number>();
  const done = new Set<number>();
  let blocked = false;
  let usage: Usage | undefined;
  let fault: Fault | undefined;
  let outputChars = 0;
  /** What tells of searches. */
  const grounded: JsonObject[] = [];
  let model = "";

  function readCandidate(candidate: JsonObject): void {
    const index = numberOf(candidate.index) ?? 0;
    outputChars += countChars(candidate);
    if (candidate.groundingMetadata !== undefined) grounded.push(candidate);
    if (finishReasonOf(candidate) !== undefined) done.add(index);
    if (done.has(index)) open.delete(index);
    else open.add(index);
  }

  return {
    push(frame) {
      if (frame.data === "" || fault !== undefined) return;
      const body = parseFrame(frame);
      fault = readToldFault(body) ?? (isObject(body) ? undefined : notChunk);
      if (!isObject(body) || fault !== undefined) return;
      usage = normalizeGeminiUsage(body.usageMetadata) ?? usage;
      const chunk = readChunk(body);
      blocked ||= chunk.isBlocked;
      model ||= chunk.model;
      for (const candidate of objectsOf(body.candidates)) readCandidate(candidate);
    },
    get usage() {
      return withSearches(usage, countSearches(grounded, model));
    },
    /** Google marks no end. */
    ended: false,
    get finished() {
      return blocked || (done.size > 0 && open.size === 0);
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

const notChunk: Fault = {
  kind: "broken-stream",
  message: "The provider sent a stream event that is not a JSON object.",
};
