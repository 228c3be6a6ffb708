import type { ChatEvent } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import type { StreamDecoder } from "../dialect.ts";
import { normalizeGeminiUsage, withSearches } from "../normalize-usage.ts";
import { parseFrameObject } from "../parse-frame.ts";
import { readCitations } from "./map-citations.ts";
import { decodeFinishReason } from "./map-finish-reason.ts";
import { countSearches, readSearches } from "./map-searches.ts";
import { finishReasonOf, partsOf, readChunk } from "./read-chunk.ts";
import { readPart } from "./read-part.ts";
import { writePieces } from "./write-pieces.ts";

/**
 * Every frame is an answer of its own, with what is new since the last. There is no end mark: an answer has ended when
 * the stream closes behind a finish reason. A frame that tells an error is the watcher's business and has no event.
 */
export function decodeStream(): StreamDecoder<ChatEvent> {
  const cited: JsonObject[] = [];
  let writer: ReturnType<typeof writePieces> | undefined;
  let finish: string | undefined;
  /** The model, as it calls itself. */
  let spoke = "";
  let blocked = false;
  let ended = false;
  let usage: Usage | undefined;

  function read(body: JsonObject): readonly ChatEvent[] {
    const { id, model, candidate, isBlocked } = readChunk(body);
    usage = normalizeGeminiUsage(body.usageMetadata) ?? usage;
    blocked ||= isBlocked;
    if (candidate === undefined && !isBlocked) return [];
    spoke ||= model;
    const head: ChatEvent[] = writer === undefined ? [{ type: "response-start", id, model }] : [];
    const written = (writer ??= writePieces(id));
    if (candidate === undefined) return head;
    finish = finishReasonOf(candidate) ?? finish;
    if ((candidate.groundingMetadata ?? candidate.citationMetadata) !== undefined) cited.push(candidate);
    return [
      ...head,
      ...partsOf(candidate)
        .flatMap(readPart)
        .flatMap((piece) => written.write(piece)),
    ];
  }

  function end(): readonly ChatEvent[] {
    if (ended || writer === undefined || (finish === undefined && !blocked)) return [];
    ended = true;
    const closing = writer.close();
    const citations = readCitations(cited, writer.text);
    const searches = readSearches(cited);
    return [
      ...closing,
      ...(citations.length > 0 ? [{ type: "citations", citations } as const] : []),
      ...(searches.length > 0 ? [{ type: "searches", searches } as const] : []),
      {
        type: "response-end",
        finish: blocked ? "content-filter" : decodeFinishReason(finish, writer.calls > 0),
        usage: withSearches(usage, countSearches(cited, spoke)),
      },
    ];
  }

  return {
    push(frame) {
      const body = ended ? undefined : parseFrameObject(frame);
      return body === undefined ? [] : read(body);
    },
    finish: end,
  };
}
