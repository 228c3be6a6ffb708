import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Frame } from "../../../src/streams/frame.ts";
import { createFrameParser } from "../../../src/streams/parse-frames.ts";
import { anyCuts, cutAt, lineBreak, parseWhole } from "./reference.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const oneByOne = (bytes: Uint8Array): Uint8Array[] => [...bytes].map((byte) => new Uint8Array([byte]));

function parse(chunks: readonly Uint8Array[], frameBytesMax = 1024): Frame[] {
  const parser = createFrameParser({ frameBytesMax });
  const frames = chunks.flatMap((chunk) => parser.push(chunk));
  return [...frames, ...parser.flush()];
}

describe("frames", () => {
  test.each<[string, string, Frame[]]>([
    ["one event", "data: a\n\n", [{ data: "a" }]],
    ["a named event", "event: ping\ndata: {}\n\n", [{ event: "ping", data: "{}" }]],
    ["several lines of data", "data: a\ndata: b\n\n", [{ data: "a\nb" }]],
    ["no space after the colon", "data:a\n\n", [{ data: "a" }]],
    ["a second space, which belongs to the value", "data:  a\n\n", [{ data: " a" }]],
    ["comments, ids and retry times", ": hello\nid: 7\nretry: 10\ndata: a\n\n: bye\n\n", [{ data: "a" }]],
    ["fields nobody knows", "dat: x\nfoo\ndata: a\n\n", [{ data: "a" }]],
    ["empty data", "data\n\ndata:\n\n", [{ data: "" }, { data: "" }]],
    ["an event without data, which is none", "event: ping\n\ndata: a\n\n", [{ data: "a" }]],
    ["CRLF", "event: e\r\ndata: a\r\n\r\ndata: b\r\n\r\n", [{ event: "e", data: "a" }, { data: "b" }]],
    ["CR", "data: a\r\rdata: b\r\r", [{ data: "a" }, { data: "b" }]],
    ["a byte order mark", "\uFEFFdata: a\n\n", [{ data: "a" }]],
    ["a last event without its blank line", "data: a\n\ndata: b\n", [{ data: "a" }, { data: "b" }]],
    ["a last line without its break", "data: a\n\ndata: b", [{ data: "a" }, { data: "b" }]],
    ["nothing", "", []],
  ])("reads %s, whole and byte by byte", (_what, text, frames) => {
    expect(parse([encode(text)])).toEqual(frames);
    expect(parse(oneByOne(encode(text)))).toEqual(frames);
  });

  const line = fc.oneof(
    fc
      .tuple(
        fc.constantFrom("data: ", "data:", "data", "event: ", "event:", ": ", "id: ", "retry: ", "dat", "x"),
        fc.string({ unit: "grapheme", maxLength: 6 }),
      )
      .map(([field, value]) => field + value.replaceAll(/[\r\n]/g, "")),
    fc.constant(""),
  );
  const stream = fc
    .tuple(fc.boolean(), fc.array(fc.tuple(line, lineBreak), { maxLength: 20 }))
    .map(([marked, lines]) => (marked ? "\uFEFF" : "") + lines.flat().join(""));

  test("are the same however the bytes are cut", () => {
    fc.assert(
      fc.property(stream, anyCuts, (text, cuts) => {
        expect(parse(cutAt(encode(text), cuts))).toEqual(parseWhole(text));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("text", () => {
  test.each([
    ["a smile, one byte a chunk", [0xf0, 0x9f, 0x98, 0x80], "😀"],
    ["a byte that cannot follow", [0xc3, 0x28], "\uFFFD("],
    ["a raw surrogate", [0xed, 0xa0, 0xbd], "\uFFFD\uFFFD\uFFFD"],
    ["a pair of raw surrogates", [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80], "\uFFFD".repeat(6)],
    ["an overlong form", [0xc0, 0xaf], "\uFFFD\uFFFD"],
    ["a code point beyond Unicode", [0xf5, 0x80, 0x80, 0x80], "\uFFFD".repeat(4)],
    ["no text at all", [0xff], "\uFFFD"],
  ])("of %s is never refused", (_what, bytes, text) => {
    const whole = [...encode("data: "), ...bytes, 10, 10];
    expect(parse(oneByOne(new Uint8Array(whole)))).toEqual([{ data: text }]);
  });

  test("that ends in the middle of a character ends in one replacement character", () => {
    expect(parse([encode("data: "), new Uint8Array([0xf0, 0x9f, 0x98])])).toEqual([{ data: "\uFFFD" }]);
  });
});

describe("a frame over the cap", () => {
  const long = "x".repeat(2_000);

  test.each([
    ["in one chunk", [`data: a\n\ndata: ${long}\n\ndata: b\n\n`]],
    ["in many chunks", ["data: a\n\nda", ...Array.from(`ta: ${long}`), "\n\ndata: b\n\n"]],
    ["that never ends", ["data: a\n\n", "data: ", ...Array.from({ length: 50 }, () => "x".repeat(100))]],
    ["in many lines", ["data: a\n\n", ...Array.from({ length: 300 }, () => "data: 12345\n"), "\n"]],
  ])("is a fault %s, and nothing after it is read", (_how, texts) => {
    const parser = createFrameParser({ frameBytesMax: 1_024 });
    const frames = texts.flatMap((text) => parser.push(encode(text)));
    expect(frames).toEqual([{ data: "a" }]);
    expect(parser.fault).toMatchObject({ kind: "broken-stream" });
    expect([...parser.push(encode("data: c\n\n")), ...parser.flush()]).toEqual([]);
  });

  test("is none when it just fits", () => {
    const parser = createFrameParser({ frameBytesMax: 1_024 });
    expect(parser.push(encode(`data: ${"x".repeat(1_000)}\n\n`))).toHaveLength(1);
    expect(parser.fault).toBeUndefined();
  });
});

test("a large frame in small chunks takes time in proportion to its size", () => {
  const chunk = encode("x".repeat(256));
  const parser = createFrameParser({ frameBytesMax: 16 * 1024 * 1024 });
  const startedAt = performance.now();
  parser.push(encode("data: "));
  for (let index = 0; index < 32_768; index++) parser.push(chunk);
  expect(parser.push(encode("\n\n"))[0]?.data).toHaveLength(8 * 1024 * 1024);
  // Joining strings chunk by chunk would take many times as long.
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
