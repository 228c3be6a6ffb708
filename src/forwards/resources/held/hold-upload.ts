import { GatewayError } from "../../../core/errors.ts";
import { numberOf, textOf, textsOf, type JsonObject } from "../../../core/json.ts";
import { invalidRequest, requiredString } from "../../../dialects/read-fields.ts";
import { holdersOf } from "../../../pipeline/objects/holders-of.ts";
import { notFound } from "../../../pipeline/objects/not-found.ts";
import type { StoredFile } from "../../../store/file-store.ts";
import type { ManagedObject } from "../../../store/managed-objects.ts";
import { tooLarge } from "../../../streams/read-chunks.ts";
import { UPLOAD_BYTES_MAX } from "../../open-upload.ts";
import { forgetHeld } from "./delete-held.ts";
import { describeHeld } from "./describe-held.ts";
import { type HeldRequest, subjectOf } from "./held-request.ts";
import { isPartId, makePartId, partsPrefix } from "./part-keys.ts";
import { factsOf, readPurpose } from "./put-file.ts";
import { readExpiry } from "./read-expiry.ts";

/** Source: platform.openai.com/docs/api-reference/uploads. */
const PART_BYTES_MAX = 64 * 1024 * 1024;
const OPEN_MS = 3_600_000;
const MD5 = /^[0-9a-f]{32}$/i;

/** A file that comes in parts: within an hour, in any order. Rejects with `invalid_request`. */
export async function startUpload({ caller, said: { fields }, objects, now }: HeldRequest): Promise<Response> {
  const bytes = numberOf(fields["bytes"]);
  if (bytes === undefined || !Number.isInteger(bytes) || bytes < 0 || bytes > UPLOAD_BYTES_MAX)
    throw invalidRequest("bytes", `a whole number up to ${UPLOAD_BYTES_MAX}`);
  const filename = requiredString(fields["filename"], "filename");
  const seconds = readExpiry(fields["expires_after"]);
  const nowMs = now();
  const { status: _, ...facts } = factsOf({
    name: filename,
    type: textOf(fields["mime_type"]),
    purpose: readPurpose(fields["purpose"]),
    bytes,
  });
  const upload = describeHeld({
    kind: "upload",
    key: `uploads/${crypto.randomUUID()}`,
    holders: holdersOf(caller),
    nowMs,
    expiresAtMs: nowMs + OPEN_MS,
    facts: {
      ...facts,
      status: "pending",
      file: null,
      ...(seconds !== undefined && { expires_after: { anchor: "created_at", seconds } }),
    },
  });
  await objects.insert([upload]);
  return Response.json(upload.body);
}

/** Rejects with `request_too_large`, or with `invalid_request` or `object_not_found` where the upload is over. */
export async function putPart(asked: HeldRequest): Promise<Response> {
  const { said, objects, files, now } = asked;
  const upload = openUpload(asked);
  const file = said.file();
  if (file === undefined) throw invalidRequest("data", "a file in a form (multipart/form-data)");
  const id = makePartId();
  const key = partsPrefix(upload.upstreamId) + id;
  await files.put(key, atMost(file.chunks, PART_BYTES_MAX));
  try {
    // A part may be long on its way, and what comes behind the end of its upload nobody would delete.
    const [still] = await objects.find([upload.id]);
    if (still === undefined) throw notFound(upload.id, "upload");
    checkOpen(still, now());
  } catch (error) {
    await files.delete([key]).catch(() => undefined);
    throw error;
  }
  return Response.json({ id, object: "upload.part", created_at: Math.floor(now() / 1_000), upload_id: upload.id });
}

async function* atMost(chunks: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    yield chunk;
  }
}

/**
 * Makes one file of parts. It may be asked again when it was cut off: the file is the same then. Rejects with
 * `invalid_request`.
 */
export async function completeUpload(asked: HeldRequest): Promise<Response> {
  const { said, objects, files, now } = asked;
  const upload = openUpload(asked);
  const md5 = said.fields["md5"] === undefined ? undefined : requiredString(said.fields["md5"], "md5");
  if (md5 !== undefined && !MD5.test(md5)) throw invalidRequest("md5", "32 hexadecimal digits");
  const stored = await files.list(partsPrefix(upload.upstreamId));
  const parts = orderParts(upload, said.fields, stored);
  const key = upload.upstreamId.replace("uploads/", "files/");
  await files.join(key, parts, md5?.toLowerCase());
  const file = fileOf(upload, key, now());
  await objects.insert([file]);
  const body = { ...upload.body, status: "completed", file: file.body };
  // It is told to be over for as long as it would have been open.
  await objects.change(upload.id, { body, updatedAtMs: now() });
  await files.delete(stored.map((part) => part.key));
  return Response.json(body);
}

function orderParts({ upstreamId, body }: ManagedObject, fields: JsonObject, stored: readonly StoredFile[]) {
  const ids = textsOf(fields["part_ids"]);
  if (ids.length === 0 || new Set(ids).size < ids.length)
    throw invalidRequest("part_ids", "a list of the ids of parts, each once");
  const known = new Map(stored.map((part) => [part.key, part]));
  const parts = ids.map((id) => {
    const part = isPartId(id) ? known.get(partsPrefix(upstreamId) + id) : undefined;
    if (part !== undefined) return part;
    throw new GatewayError("object_not_found", `No such part: "${id.slice(0, 200)}".`, { param: "part_ids" });
  });
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (bytes === body["bytes"]) return parts;
  throw new GatewayError(
    "invalid_request",
    `The parts have ${bytes} bytes together, and the upload was said to have ${numberOf(body["bytes"])}.`,
    { param: "part_ids" },
  );
}

function fileOf({ body, ...holders }: ManagedObject, key: string, nowMs: number): ManagedObject {
  const seconds = readExpiry(body["expires_after"]);
  const { bytes, filename, purpose, mime_type } = body;
  return describeHeld({
    kind: "file",
    key,
    holders,
    nowMs,
    expiresAtMs: seconds === undefined ? null : nowMs + seconds * 1_000,
    facts: { bytes, filename, purpose, status: "processed", mime_type },
  });
}

export async function cancelUpload(asked: HeldRequest): Promise<Response> {
  const upload = openUpload(asked);
  await forgetHeld(upload, asked);
  return Response.json({ ...upload.body, status: "cancelled" });
}

function openUpload(asked: HeldRequest): ManagedObject {
  const upload = subjectOf(asked);
  checkOpen(upload, asked.now());
  return upload;
}

function checkOpen({ body }: ManagedObject, nowMs: number): void {
  const status = textOf(body["status"]);
  const isLate = (numberOf(body["expires_at"]) ?? 0) * 1_000 <= nowMs;
  if (status === "pending" && !isLate) return;
  throw new GatewayError("invalid_request", `This upload is ${isLate ? "expired" : status}.`, {
    param: "upload_id",
  });
}
