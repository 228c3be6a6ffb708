import { GatewayError } from "../../core/errors.ts";
import type { ByteRange, FileStore, StoredFile } from "../file-store.ts";
import { askR2 } from "./ask-r2.ts";

/** R2 takes parts from 5 MiB on, all of one size but the last: developers.cloudflare.com/r2/objects/multipart-objects. */
const PART_BYTES = 8 * 1024 * 1024;
/** What one call may delete. */
const KEYS_MAX = 1_000;
/** "BadDigest": developers.cloudflare.com/r2/api/error-codes. */
const BAD_DIGEST = /\(10037\)/;

export class R2FileStore implements FileStore {
  readonly #bucket: R2Bucket;

  constructor(bucket: R2Bucket) {
    this.#bucket = bucket;
  }

  async put(key: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    // One part is held, and written over by the next.
    const part = new Uint8Array(PART_BYTES);
    let held = 0;
    let bytes = 0;
    let upload: R2MultipartUpload | undefined;
    const parts: R2UploadedPart[] = [];
    try {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        for (let rest = chunk; rest.length > 0;) {
          const taken = rest.subarray(0, PART_BYTES - held);
          part.set(taken, held);
          held += taken.length;
          rest = rest.subarray(taken.length);
          if (held < PART_BYTES) continue;
          upload ??= await askR2(this.#bucket.createMultipartUpload(key));
          parts.push(await askR2(upload.uploadPart(parts.length + 1, part)));
          held = 0;
        }
      }
      const last = part.subarray(0, held);
      if (upload === undefined) await askR2(this.#bucket.put(key, last));
      else {
        if (held > 0) parts.push(await askR2(upload.uploadPart(parts.length + 1, last)));
        await askR2(upload.complete(parts));
      }
      return bytes;
    } catch (error) {
      // What is not aborted R2 drops by itself, after a week.
      await upload?.abort().catch(() => undefined);
      throw error;
    }
  }

  async join(key: string, from: readonly StoredFile[], md5?: string): Promise<void> {
    const { readable, writable } = new FixedLengthStream(from.reduce((sum, { bytes }) => sum + bytes, 0));
    const copying = this.#copy(from, writable).catch(async (error: unknown) => {
      await writable.abort(error).catch(() => undefined);
      throw error;
    });
    const putting = this.#bucket.put(key, readable, md5 === undefined ? {} : { md5 });
    const [copied, put] = await Promise.allSettled([copying, putting]);
    if (put.status === "rejected" && BAD_DIGEST.test(String(put.reason)))
      throw new GatewayError("invalid_request", "The parts together are not what `md5` is of.", { param: "md5" });
    if (copied.status === "rejected") await askR2(Promise.reject<void>(copied.reason));
    if (put.status === "rejected") await askR2(Promise.reject<void>(put.reason));
  }

  async #copy(from: readonly StoredFile[], into: WritableStream<Uint8Array>): Promise<void> {
    for (const { key } of from) {
      const found = await this.#bucket.get(key);
      if (found === null) throw new Error("a part is gone");
      // Through the runtime alone: no byte is seen here.
      await found.body.pipeTo(into, { preventClose: true });
    }
    await into.close();
  }

  async get(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array> | undefined> {
    const found = await askR2(this.#bucket.get(key, range === undefined ? {} : { range }));
    return found?.body;
  }

  async list(prefix: string): Promise<readonly StoredFile[]> {
    const files: StoredFile[] = [];
    let cursor: string | undefined;
    do {
      const page: R2Objects = await askR2(this.#bucket.list({ prefix, ...(cursor !== undefined && { cursor }) }));
      files.push(...page.objects.map(({ key, size }) => ({ key, bytes: size })));
      cursor = page.truncated ? page.cursor : undefined;
    } while (cursor !== undefined);
    return files;
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (let from = 0; from < keys.length; from += KEYS_MAX)
      await askR2(this.#bucket.delete(keys.slice(from, from + KEYS_MAX)));
  }
}
