import { env } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import type { FileStore } from "../../src/store/file-store.ts";
import { MemoryFileStore } from "../../src/store/memory/memory-file-store.ts";
import { R2FileStore } from "../../src/store/r2/r2-file-store.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      readonly FILES: R2Bucket;
    }
  }
}

const MIB = 1024 * 1024;

/** Bytes that repeat with no power of two, so that no part looks like another. */
function bytesOf(length: number, seed = 0): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) bytes[at] = (at + seed) % 251;
  return bytes;
}

/** In pieces of so many bytes, each in the same memory as the one before, as uploads are read. */
async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(size);
  for (let from = 0; from < bytes.length; from += size) {
    const piece = bytes.subarray(from, from + size);
    buffer.set(piece);
    yield buffer.subarray(0, piece.length);
  }
}

const digestOf = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");

async function readAll(stream: ReadableStream<Uint8Array> | undefined): Promise<Uint8Array | undefined> {
  return stream === undefined ? undefined : new Uint8Array(await new Response(stream).arrayBuffer());
}

let made = 0;
/** Buckets are shared by all tests of a file. */
const fresh = (): string => `t${(made += 1)}/`;

describe.each<[string, () => FileStore]>([
  ["in memory", () => new MemoryFileStore()],
  ["in R2", () => new R2FileStore(env.FILES)],
])("files, %s", (_, open) => {
  it.each([
    ["nothing", 0, 1_000],
    ["one byte", 1, 1_000],
    ["one piece", 5_000, 64 * 1024],
    ["exactly one part", 8 * MIB, 64 * 1024],
    ["a part and a byte", 8 * MIB + 1, 64 * 1024],
    ["many parts, cut across the pieces", 20 * MIB + 12_345, 1_000_003],
  ])("of %s come back byte by byte", async (__, length, size) => {
    const store = open();
    const key = `${fresh()}file`;
    const bytes = bytesOf(length);
    expect(await store.put(key, inPieces(bytes, size))).toBe(length);
    expect(digestOf((await readAll(await store.get(key))) ?? new Uint8Array([1]))).toBe(digestOf(bytes));
  });

  it("are read from where it is asked, for as long", async () => {
    const store = open();
    const key = `${fresh()}file`;
    await store.put(key, inPieces(bytesOf(1_000), 300));
    expect(await readAll(await store.get(key, { offset: 250, length: 10 }))).toEqual(bytesOf(10, 250));
    expect(await readAll(await store.get(key, { offset: 999, length: 1 }))).toEqual(bytesOf(1, 999));
  });

  it("are not there before they are put, nor after they are deleted, and can be deleted twice", async () => {
    const store = open();
    const key = `${fresh()}file`;
    expect(await store.get(key)).toBeUndefined();
    await store.put(key, inPieces(bytesOf(10), 10));
    await store.delete([key, `${key}-other`]);
    expect(await store.get(key)).toBeUndefined();
    await store.delete([key]);
    await store.delete([]);
  });

  it.each([0, 9])("whose source breaks off after %i MiB are not kept, and the reason is passed on", async (mib) => {
    const store = open();
    const prefix = fresh();
    const reason = new Error("the client is gone");
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* inPieces(bytesOf(mib * MIB), 64 * 1024);
      throw reason;
    }
    await expect(store.put(`${prefix}file`, broken())).rejects.toBe(reason);
    expect(await store.list(prefix)).toEqual([]);
  });

  it("are listed by the beginning of their keys, with their sizes, and deleted many at once", async () => {
    const store = open();
    const prefix = fresh();
    const keys = Array.from({ length: 30 }, (__, index) => `${prefix}${String(index).padStart(2, "0")}`);
    for (const [index, key] of keys.entries()) await store.put(key, inPieces(bytesOf(index), 100));
    expect(await store.list(prefix)).toEqual(keys.map((key, bytes) => ({ key, bytes })));
    await store.delete(keys.slice(1));
    expect(await store.list(prefix)).toEqual([{ key: keys[0], bytes: 0 }]);
  });

  it("are joined in the order that is asked, and stay themselves", async () => {
    const store = open();
    const prefix = fresh();
    await store.put(`${prefix}a`, inPieces(bytesOf(9 * MIB), 64 * 1024));
    await store.put(`${prefix}b`, inPieces(bytesOf(3, 7), 64 * 1024));
    const [a, b] = await store.list(prefix);
    if (a === undefined || b === undefined) throw new Error("both are there");
    await store.join(`${prefix}c`, [b, a]);
    const whole = new Uint8Array(9 * MIB + 3);
    whole.set(bytesOf(3, 7));
    whole.set(bytesOf(9 * MIB), 3);
    expect(digestOf((await readAll(await store.get(`${prefix}c`))) ?? new Uint8Array())).toBe(digestOf(whole));
    expect(await readAll(await store.get(b.key))).toEqual(bytesOf(3, 7));
  });

  it("are joined where they are what their sum says, and else not kept", async () => {
    const store = open();
    const prefix = fresh();
    await store.put(`${prefix}a`, inPieces(bytesOf(100), 64));
    const parts = await store.list(prefix);
    await store.join(`${prefix}good`, parts, digestOf(bytesOf(100)));
    await expect(store.join(`${prefix}bad`, parts, digestOf(bytesOf(99)))).rejects.toMatchObject({
      code: "invalid_request",
      param: "md5",
    });
    expect((await store.list(prefix)).map(({ key }) => key)).toEqual([`${prefix}a`, `${prefix}good`]);
  });
});

describe("a bucket", () => {
  it("that is away says so, whatever it is asked", async () => {
    const away = vi.fn<() => Promise<never>>().mockRejectedValue(new Error("the bucket is away: internal detail"));
    const calls = { put: away, get: away, list: away, delete: away, createMultipartUpload: away };
    const store = new R2FileStore(calls as unknown as R2Bucket);
    const asked = [
      () => store.put("k", inPieces(bytesOf(1), 1)),
      () => store.put("k", inPieces(bytesOf(9 * MIB), MIB)),
      () => store.join("k", [{ key: "a", bytes: 1 }]),
      () => store.get("k"),
      () => store.list("k"),
      () => store.delete(["k"]),
    ];
    for (const ask of asked) await expect(ask()).rejects.toMatchObject({ code: "store_unavailable" });
  });

  it("is left with no part of an upload that was broken off", async () => {
    const aborted: string[] = [];
    const bucket = {
      createMultipartUpload: async (key: string) => ({
        uploadPart: async (partNumber: number) => ({ partNumber, etag: "e" }),
        abort: async () => void aborted.push(key),
      }),
    };
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield bytesOf(9 * MIB);
      throw new Error("gone");
    }
    await expect(new R2FileStore(bucket as unknown as R2Bucket).put("k", broken())).rejects.toThrow("gone");
    expect(aborted).toEqual(["k"]);
  });

  it("lists more than one page", async () => {
    const page = (keys: readonly string[], cursor?: string) => ({
      objects: keys.map((key) => ({ key, size: 1 })),
      truncated: cursor !== undefined,
      cursor,
    });
    const asked: unknown[] = [];
    const bucket = {
      async list(options: { readonly cursor?: string }) {
        asked.push(options);
        return options.cursor === undefined ? page(["a", "b"], "next") : page(["c"]);
      },
    };
    const files = await new R2FileStore(bucket as unknown as R2Bucket).list("p");
    expect(files.map(({ key }) => key)).toEqual(["a", "b", "c"]);
    expect(asked).toEqual([{ prefix: "p" }, { prefix: "p", cursor: "next" }]);
  });
});
