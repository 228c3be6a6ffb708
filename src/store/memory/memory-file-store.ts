import { createHash } from "node:crypto";
import { GatewayError } from "../../core/errors.ts";
import type { ByteRange, FileStore, StoredFile } from "../file-store.ts";

/** For tests, and for a gateway that keeps nothing beyond its own life. */
export class MemoryFileStore implements FileStore {
  readonly #files = new Map<string, Blob>();

  async put(key: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    // A source may write over what it has given.
    for await (const chunk of chunks) pieces.push(Uint8Array.from(chunk));
    const file = new Blob(pieces);
    this.#files.set(key, file);
    return file.size;
  }

  async join(key: string, from: readonly StoredFile[], md5?: string): Promise<void> {
    const file = new Blob(from.map((each) => this.#files.get(each.key) ?? new Blob()));
    const digest = createHash("md5")
      .update(new Uint8Array(await file.arrayBuffer()))
      .digest("hex");
    if (md5 !== undefined && digest !== md5.toLowerCase())
      throw new GatewayError("invalid_request", "The parts together are not what `md5` is of.", { param: "md5" });
    this.#files.set(key, file);
  }

  async get(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array> | undefined> {
    const file = this.#files.get(key);
    return (range === undefined ? file : file?.slice(range.offset, range.offset + range.length))?.stream();
  }

  async list(prefix: string): Promise<readonly StoredFile[]> {
    return [...this.#files]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, { size }]) => ({ key, bytes: size }))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#files.delete(key);
  }
}
