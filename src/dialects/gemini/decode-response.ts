import type { ChatResponse, Part } from "../../core/chat.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { objectsOf, type JsonObject } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import type { ReadResponse } from "../dialect.ts";
import { normalizeGeminiUsage, withSearches } from "../normalize-usage.ts";
import { makeCallId } from "../tool-input.ts";
import { readCitations } from "./map-citations.ts";
import { readToldFault } from "./map-error.ts";
import { decodeFinishReason } from "./map-finish-reason.ts";
import { countSearches, readSearches } from "./map-searches.ts";
import { countChars, finishReasonOf, partsOf, readChunk, type Chunk } from "./read-chunk.ts";
import { readPart, type Piece } from "./read-part.ts";

/** A prompt that Google refused is an answer without words, not a failure: another deployment would refuse it too. */
export function decodeResponse(body: JsonObject): ChatResponse {
  const { id, model, candidate, isBlocked } = readWhole(body);
  const parts = candidate === undefined ? [] : decodeParts(partsOf(candidate), id);
  const text = parts.map((part) => (part.type === "text" ? part.text : "")).join("");
  const citations = candidate === undefined ? [] : readCitations([candidate], text);
  const searches = candidate === undefined ? [] : readSearches([candidate]);
  const callsTools = parts.some((part) => part.type === "tool-call");
  return {
    id,
    model,
    parts,
    finish: isBlocked ? "content-filter" : decodeFinishReason(finishReasonOf(candidate), callsTools),
    ...(citations.length > 0 && { citations }),
    ...(searches.length > 0 && { searches }),
    usage: usageOf(body, model),
  };
}

function readWhole(body: JsonObject): Chunk {
  const fault = readToldFault(body);
  if (fault !== undefined) throw new UpstreamFault(fault);
  const chunk = readChunk(body);
  if (chunk.candidate !== undefined || chunk.isBlocked) return chunk;
  throw new UpstreamFault({
    kind: "invalid-answer",
    message: "The provider's answer is not one of Gemini: it has no candidates.",
  });
}

const usageOf = (body: JsonObject, model: string): Usage | undefined =>
  withSearches(normalizeGeminiUsage(body.usageMetadata), countSearches(objectsOf(body.candidates), model));

function decodeParts(parts: readonly JsonObject[], responseId: string): readonly Part[] {
  const decoded: Piece[] = [];
  for (const piece of parts.flatMap(readPart)) {
    const last = decoded.at(-1);
    const joined = last && join(last, piece);
    if (joined === undefined) decoded.push(piece);
    else decoded[decoded.length - 1] = joined;
  }
  let calls = 0;
  return decoded.map((piece) => {
    if (piece.type === "tool-call") {
      const made = makeCallId(responseId, calls++);
      return piece.id === "" ? { ...piece, id: made } : piece;
    }
    return piece.type === "image" ? piece : { ...piece, text: piece.text.toWellFormed() };
  });
}

/** Text goes on as text, and a thought as a thought until it is signed. */
function join(last: Piece, piece: Piece): Piece | undefined {
  if (last.type === "text" && piece.type === "text") return { type: "text", text: last.text + piece.text };
  if (last.type !== "reasoning" || piece.type !== "reasoning" || last.signature !== undefined) return undefined;
  return { ...piece, text: last.text + piece.text };
}

/** The native path: nothing is known to need repair. */
export function readResponse(body: JsonObject): ReadResponse {
  const { model } = readWhole(body);
  return {
    usage: usageOf(body, model),
    repaired: undefined,
    outputChars: objectsOf(body.candidates).reduce((sum, candidate) => sum + countChars(candidate), 0),
  };
}
