import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { UpstreamFault } from "../../../src/core/fault.ts";
import { splitBase64 } from "../../../src/streams/split-base64.ts";

const FIELD = "bytes";
const inPieces = (text: string, size: number): ReadableStream<Uint8Array> => {
  const bytes = Buffer.from(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(new Uint8Array(bytes.subarray(at, (at += size))));
      return undefined;
    },
  });
};
const read = async (text: string, size: number): Promise<Buffer> => {
  const { bytes } = await splitBase64(inPieces(text, size), FIELD);
  return Buffer.from(await new Response(bytes).arrayBuffer());
};

const SIZES = [1, 2, 3, 7, 64, 1_000_000];

describe("a field in base64 comes as its bytes", () => {
  test.each(SIZES)("in pieces of %d", async (size) => {
    for (const length of [0, 1, 2, 3, 4, 100, 1_001]) {
      const film = randomBytes(length);
      const text = JSON.stringify({ name: "é", videos: [{ [FIELD]: film.toString("base64"), more: "x" }] });
      expect((await read(text, size)).equals(film)).toBe(true);
    }
  });

  test.each(SIZES)("with escapes, as some write them, in pieces of %d", async (size) => {
    const film = Buffer.from([255, 239, 191, 255, 250]);
    const escaped = film
      .toString("base64")
      .replaceAll("/", "\\/")
      .replaceAll("=", "\\u003d")
      .replaceAll("+", "\\u002B");
    expect(escaped).toMatch(/\\\/.*\\u003d/);
    expect((await read(`{ "${FIELD}" : "${escaped}" }`, size)).equals(film)).toBe(true);
  });

  test("after what is said before it", async () => {
    const { text, bytes } = await splitBase64(inPieces(`{"done":true,"${FIELD}":"aGk="}`, 5), FIELD);
    expect(text).toBe('{"done":true,');
    await bytes?.cancel();
  });
});

test("a text without the field is given back whole", async () => {
  const text = '{"done":false,"error":{"message":"é"}}';
  expect(await splitBase64(inPieces(text, 3), FIELD)).toEqual({ text, bytes: undefined });
});

test("an answer that ends within the field fails", async () => {
  await expect(read(`{"${FIELD}":"aGkh`, 4)).rejects.toThrow("ended before the film did");
});

test("a text that says everything but the field is not read without end", async () => {
  let isCancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(32)),
    cancel: () => void (isCancelled = true),
  });
  await expect(splitBase64(endless, FIELD)).rejects.toThrow(UpstreamFault);
  expect(isCancelled).toBe(true);
});
