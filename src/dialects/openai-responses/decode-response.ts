import type { ChatResponse, Citation, Part } from "../../core/chat.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { isArray, objectsOf, textOf, type JsonObject } from "../../core/json.ts";
import type { ReadResponse } from "../dialect.ts";
import { normalizeResponsesUsage, withSearches } from "../normalize-usage.ts";
import { readFault } from "./map-error.ts";
import { decodeFinish } from "./map-status.ts";
import { countChars, countSearches, readCitations, readItem, readSearch } from "./read-items.ts";

export function decodeResponse(body: JsonObject): ChatResponse {
  const parts: Part[] = [];
  const citations: Citation[] = [];
  const output = outputOf(body);
  const searches = output.flatMap((item) => readSearch(item) ?? []);
  let chars = 0;
  for (const item of output) {
    const part = readItem(item);
    citations.push(...readCitations(item, chars));
    if (part !== undefined) parts.push(part);
    if (part?.type === "text") chars += part.text.length;
  }
  return {
    id: textOf(body.id) ?? "",
    model: textOf(body.model) ?? "",
    parts,
    finish: decodeFinish(
      body,
      parts.some(({ type }) => type === "tool-call"),
    ),
    ...(citations.length > 0 && { citations }),
    ...(searches.length > 0 && { searches }),
    usage: withSearches(normalizeResponsesUsage(body.usage), searches.length),
  };
}

/** Throws for a failed response, whose status is 200. */
function outputOf(body: JsonObject): readonly JsonObject[] {
  const fault = readFault(body);
  if (fault !== undefined) throw new UpstreamFault(fault);
  if (isArray(body.output)) return objectsOf(body.output);
  throw new UpstreamFault({
    kind: "invalid-answer",
    message: "The provider's answer is not a response: it has no output.",
  });
}

/** The native path: nothing is known to need repair. */
export function readResponse(body: JsonObject): ReadResponse {
  const output = outputOf(body);
  return {
    usage: withSearches(normalizeResponsesUsage(body.usage), countSearches(output)),
    repaired: undefined,
    outputChars: output.reduce((sum, item) => sum + countChars(item), 0),
  };
}
