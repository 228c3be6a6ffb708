import { UpstreamFault } from "../../core/fault.ts";
import type { JsonObject } from "../../core/json.ts";
import { readToldFault } from "./map-error.ts";
import { decodeFinishReason } from "./map-finish-reason.ts";
import { finishReasonOf, partsOf, readChunk } from "./read-chunk.ts";

/** The parts of an answer that is sound, or the text of sound. Throws `UpstreamFault`, also for what Google refused. */
export function readSpoken(body: JsonObject): readonly JsonObject[] {
  const told = readToldFault(body);
  if (told !== undefined) throw new UpstreamFault(told);
  const { candidate, isBlocked } = readChunk(body);
  const parts = candidate === undefined ? [] : partsOf(candidate);
  const isRefused = isBlocked || decodeFinishReason(finishReasonOf(candidate), false) === "content-filter";
  if (isRefused && parts.length === 0)
    throw new UpstreamFault({ kind: "content-policy", message: "The provider refused what it was to say." });
  if (candidate !== undefined) return parts;
  throw new UpstreamFault({ kind: "invalid-answer", message: "The provider's answer has no candidates." });
}
