import { GatewayError } from "../core/errors.ts";
import { concatBytes } from "../streams/concat-bytes.ts";
import type { PartHead } from "../streams/parse-part-head.ts";
import { type ChunkReader, readChunks, tooLarge } from "../streams/read-chunks.ts";
import { type MultipartScanner, scanMultipart } from "../streams/scan-multipart.ts";
import { malformed } from "../streams/malformed-multipart.ts";

/** A part of a form that has been read; the last one may go on. */
export interface HeldPart {
  readonly head: PartHead;
  readonly chunks: Uint8Array[];
}

/** A form whose beginning has been read. */
export interface Upload {
  readonly boundary: string;
  readonly parts: readonly HeldPart[];
  /** Undefined where all of it has been read: then it can be sent more than once. */
  readonly rest: { readonly chunks: ChunkReader; readonly scanner: MultipartScanner } | undefined;
  /** As the client says. */
  readonly bytes: number | undefined;
}

export interface UploadLimits {
  readonly bytesMax: number;
  /** How much is read for the sake of a model that is named behind the file. */
  readonly heldBytesMax: number;
  /** The path or the query names it. */
  readonly isModelKnown: boolean;
  /** Told of an upload that is not read to its end. */
  readonly opened?: ((rest: ChunkReader) => void) | undefined;
}

/** OpenAI's own bound is 25 MB for sound and 50 MB for a picture; films and documents are larger. */
export const UPLOAD_BYTES_MAX = 512 * 1024 * 1024;
/** So much is read to its end before anyone is called, so that a failure can be tried again elsewhere. */
const WHOLE_BYTES_MAX = 1024 * 1024;
const IDLE_MS = 30_000;
const PARTS_MAX = 1_000;

/**
 * Reads a form up to its first file, or as far as the field `model` is. Nothing behind that is read before the request is
 * let in. Rejects with `GatewayError`.
 */
export async function openUpload(request: Request, boundary: string, limits: UploadLimits): Promise<Upload> {
  const told = request.headers.get("content-length");
  const bytes = told === null ? undefined : Number(told);
  if (bytes !== undefined && bytes > limits.bytesMax) throw tooLarge(limits.bytesMax);
  if (request.body === null) throw malformed("it is empty");
  const chunks = readChunks(request.body, { bytesMax: limits.bytesMax, idleMs: IDLE_MS });
  const scanner = scanMultipart(boundary);
  const parts: HeldPart[] = [];
  try {
    const isWhole = await hold(chunks, scanner, parts, limits, bytes !== undefined && bytes <= WHOLE_BYTES_MAX);
    if (!isWhole) limits.opened?.(chunks);
    return { boundary, parts, rest: isWhole ? undefined : { chunks, scanner }, bytes };
  } catch (error) {
    chunks.cancel();
    throw error;
  }
}

/** Whether the form is over. */
async function hold(
  chunks: ChunkReader,
  scanner: MultipartScanner,
  parts: HeldPart[],
  { heldBytesMax, isModelKnown }: UploadLimits,
  keepsAll: boolean,
): Promise<boolean> {
  let held = 0;
  let isOver = false;
  for (let chunk = await chunks.next(); chunk !== undefined; chunk = await chunks.next()) {
    held += chunk.length;
    for (const event of scanner.push(chunk.slice())) {
      if (event.kind === "part") parts.push({ head: event.head, chunks: [] });
      else if (event.kind === "data") parts.at(-1)?.chunks.push(event.bytes);
      else isOver = true;
    }
    if (parts.length > PARTS_MAX) throw malformed(`it has more than ${PARTS_MAX} parts`);
    // What is behind the closing boundary is nobody's.
    if (isOver) continue;
    const last = parts.at(-1);
    const knowsModel = isModelKnown || parts.some((part) => part !== last && part.head.name === "model");
    if (!keepsAll && knowsModel && (last?.head.filename !== undefined || held > heldBytesMax)) return false;
    if (held <= heldBytesMax) continue;
    throw new GatewayError(
      "invalid_request",
      `The field \`model\` is not among the first ${heldBytesMax} bytes. Send it before the file, or in the query: ?model=NAME.`,
      { param: "model" },
    );
  }
  scanner.finish();
  return true;
}

/** The fields that have been read to their ends, in their order. */
export const fieldsOf = ({ parts, rest }: Upload): readonly (readonly [name: string, value: string])[] =>
  (rest === undefined ? parts : parts.slice(0, -1))
    .filter(({ head }) => head.filename === undefined)
    .map(({ head, chunks }) => [head.name, new TextDecoder().decode(concatBytes(chunks))]);
