import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeBase64Stream } from "../../../src/streams/encode-base64-stream.ts";

const encode = (pieces: readonly Uint8Array[]): string => {
  const encoder = encodeBase64Stream();
  const out = [...pieces.map((piece) => Buffer.from(encoder.push(piece))), Buffer.from(encoder.finish())];
  return Buffer.concat(out).toString();
};

test("bytes in pieces are the base64 of them all, wherever they are cut", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (pieces) => {
      expect(encode(pieces)).toBe(Buffer.concat(pieces).toString("base64"));
    }),
  );
});

test("pieces larger than what is encoded at once", () => {
  const pieces = [randomBytes(100_001), randomBytes(1), randomBytes(65_536)];
  expect(encode(pieces)).toBe(Buffer.concat(pieces).toString("base64"));
});

test("a piece may be written over once it was taken", () => {
  const piece = new Uint8Array([1, 2, 3, 4]);
  const encoder = encodeBase64Stream();
  const first = Buffer.from(encoder.push(piece));
  piece.fill(9);
  expect(Buffer.concat([first, encoder.finish()]).toString()).toBe(Buffer.from([1, 2, 3, 4]).toString("base64"));
});
