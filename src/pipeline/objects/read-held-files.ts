import { Buffer } from "node:buffer";
import { GatewayError } from "../../core/errors.ts";
import { numberOf, textOf } from "../../core/json.ts";
import type { FileStore } from "../../store/file-store.ts";
import type { ManagedObject } from "../../store/managed-objects.ts";
import type { InlineFile } from "./inline-file.ts";
import { notFound } from "./not-found.ts";

/** Of bytes in base64. */
const GROWTH = 4 / 3;

/**
 * Files that the gateway itself keeps, to be sent along: one for each time that a request names one. Rejects with
 * `invalid_request` where they are more than a client could have sent along itself: an isolate has so much memory for both.
 */
export async function readHeldFiles(
  named: readonly ManagedObject[],
  files: FileStore | undefined,
  requestBytesMax: number,
): Promise<ReadonlyMap<string, InlineFile>> {
  const bytes = named.reduce((sum, { body }) => sum + (numberOf(body["bytes"]) ?? 0), 0);
  const bytesMax = Math.floor(requestBytesMax / GROWTH);
  if (bytes > bytesMax)
    throw new GatewayError(
      "invalid_request",
      `The files that the request names have ${bytes} bytes, and at most ${bytesMax} are sent along with one. Upload them to the provider of the model, by \`model\` or \`custom_llm_provider\`.`,
      { param: "file_id" },
    );
  const read = new Map<string, InlineFile>();
  // One by one: of each, its bytes are held for a moment beside their base64.
  for (const object of named) if (!read.has(object.id)) read.set(object.id, await readOne(object, files));
  return read;
}

async function readOne(
  { id, kind, upstreamId, body }: ManagedObject,
  files: FileStore | undefined,
): Promise<InlineFile> {
  const stream = await files?.get(upstreamId);
  if (stream === undefined) throw notFound(id, kind);
  return {
    name: textOf(body["filename"]) ?? id,
    mediaType: textOf(body["mime_type"]) ?? "application/octet-stream",
    base64: Buffer.from(await new Response(stream).arrayBuffer()).toString("base64"),
  };
}
