import { numberOf } from "../../../core/json.ts";
import { notFound } from "../../../pipeline/objects/not-found.ts";
import { type HeldRequest, subjectOf } from "./held-request.ts";
import { readRange } from "./read-range.ts";

/** The bytes of a file, or one range of them. Rejects with `object_not_found` where they are gone. */
export async function readContent(asked: HeldRequest): Promise<Response> {
  const subject = subjectOf(asked);
  const bytes = numberOf(subject.body["bytes"]) ?? 0;
  const range = readRange(asked.range, bytes);
  if (range === "beyond")
    return new Response(null, {
      status: 416,
      headers: { "content-range": `bytes */${bytes}`, "accept-ranges": "bytes" },
    });
  const stream = await asked.files.get(subject.upstreamId, range);
  if (stream === undefined) throw notFound(subject.id, subject.kind);
  // No browser is to make a page of what a client has sent.
  const headers = new Headers({
    "content-type": "application/octet-stream",
    "x-content-type-options": "nosniff",
    "accept-ranges": "bytes",
  });
  headers.set("content-length", String(range?.length ?? bytes));
  if (range === undefined) return new Response(stream, { headers });
  headers.set("content-range", `bytes ${range.offset}-${range.offset + range.length - 1}/${bytes}`);
  return new Response(stream, { status: 206, headers });
}
