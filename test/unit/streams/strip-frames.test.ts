import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../../src/core/fault.ts";
import type { Frame } from "../../../src/streams/frame.ts";
import { stripFrames } from "../../../src/streams/strip-frames.ts";
import { anyCuts, cutAt, lineBreak } from "./reference.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const isUsage = ({ data }: Frame): boolean => data.startsWith("usage");

function strip(chunks: readonly Uint8Array[]): { text: string; seen: Frame[]; writes: (string | undefined)[] } {
  const seen: Frame[] = [];
  const rewriter = stripFrames({ push: (frame) => void seen.push(frame), fault: undefined }, isUsage, {
    frameBytesMax: 1_024,
  });
  const writes = [...chunks.map((chunk) => rewriter.push(chunk)), rewriter.flush()].map((bytes) =>
    bytes === undefined ? undefined : new TextDecoder().decode(bytes),
  );
  return { text: writes.join(""), seen, writes };
}

describe("what is left", () => {
  test.each([
    ["nothing is to be dropped", "data: a\n\ndata: b\n\n", "data: a\n\ndata: b\n\n"],
    ["a frame is dropped", "data: a\n\ndata: usage\n\ndata: [DONE]\n\n", "data: a\n\ndata: [DONE]\n\n"],
    ["the last frame is dropped", "data: a\n\ndata: usage\n\n", "data: a\n\n"],
    ["all is dropped", "data: usage\n\n", ""],
    ["a dropped frame has a name and a comment", "event: e\n: c\ndata: usage\n\ndata: b\n\n", "data: b\n\n"],
    ["a comment stands alone", ": ping\n\ndata: usage\n\n: pong\n\n", ": ping\n\n: pong\n\n"],
    ["the last frame lacks its blank line, which a client would need", "data: a\n\ndata: b", "data: a\n\ndata: b\n\n"],
    ["the last frame lacks its blank line and is dropped", "data: a\n\ndata: usage\n", "data: a\n\n"],
    ["lines end in CRLF", "data: usage\r\n\r\ndata: b\r\n\r\n", "data: b\r\n\r\n"],
    ["lines end in CR", "data: a\r\rdata: usage\r\rdata: b\r\r", "data: a\r\rdata: b\r\r"],
  ])("when %s, whole and byte by byte", (_when, text, left) => {
    expect(strip([encode(text)]).text).toBe(left);
    expect(
      strip(
        cutAt(
          encode(text),
          Array.from(text, (_, index) => index),
        ),
      ).text,
    ).toBe(left);
  });

  const event = fc
    .tuple(
      fc.constantFrom("data: a", "data: usage", "data: é😀", ": ping", "event: e\ndata: usage 2", "id: 1\ndata: b"),
      lineBreak,
    )
    .map(([text, eol]) => ({ dropped: text.includes("usage"), text: `${text}\n\n`.replaceAll("\n", eol) }));

  test("is every byte but those of the dropped frames, however the bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), anyCuts, (events, cuts) => {
        const { text, seen } = strip(cutAt(encode(events.map((one) => one.text).join("")), cuts));
        expect(text).toBe(
          events
            .filter(({ dropped }) => !dropped)
            .map((one) => one.text)
            .join(""),
        );
        expect(seen).toHaveLength(events.filter((one) => one.text.includes("data")).length);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("bytes that a client could not read", () => {
  const brokenAt = (text: string) => {
    const observer: { fault: Fault | undefined; push(frame: Frame): void } = {
      fault: undefined,
      push({ data }) {
        if (data === "half") this.fault = { kind: "broken-stream", message: "half" };
        if (data === "told") this.fault = { kind: "overloaded", message: "told" };
      },
    };
    const rewriter = stripFrames(observer, isUsage, { frameBytesMax: 1_024 });
    const writes = [rewriter.push(encode(text)), rewriter.flush()];
    return writes.map((bytes) => (bytes === undefined ? "" : new TextDecoder().decode(bytes))).join("");
  };

  test.each([
    ["a frame that breaks the dialect, and what follows it", "data: a\n\ndata: half\n\ndata: b\n\n", "data: a\n\n"],
    ["the same without its blank line", "data: a\n\ndata: half", "data: a\n\n"],
    ["the beginning of a line", "data: a\n\ndat", "data: a\n\n"],
    ["a text that is no stream at all", "ready", ""],
  ])("are withheld: %s", (_what, text, left) => {
    expect(brokenAt(text)).toBe(left);
  });

  test("are no errors that the provider tells: those pass", () => {
    expect(brokenAt("data: a\n\ndata: told\n\n")).toBe("data: a\n\ndata: told\n\n");
  });
});

test("chunks of whole frames are passed on as they are", () => {
  const chunk = encode("data: a\n\ndata: b\n\n");
  const rewriter = stripFrames({ push() {}, fault: undefined }, isUsage, { frameBytesMax: 1_024 });
  expect(rewriter.push(chunk)).toBe(chunk);
});

test("a frame is not held longer than until its end", () => {
  expect(strip([encode("data: a\n\nda"), encode("ta: b\n"), encode("\n")]).writes).toEqual([
    "data: a\n\n",
    undefined,
    "data: b\n\n",
    undefined,
  ]);
});

test("it has begun with the first frame, not with a comment", () => {
  const rewriter = stripFrames({ push() {}, fault: undefined }, isUsage, { frameBytesMax: 1_024 });
  rewriter.push(encode(": hello\n\ndata: a\n"));
  expect(rewriter.begun).toBe(false);
  rewriter.push(encode("\n"));
  expect(rewriter.begun).toBe(true);
});

test("the observer's fault is its own, and no frame is shown after it", () => {
  const seen: string[] = [];
  const broken: Fault = { kind: "overloaded", message: "busy" };
  const observer = {
    push: ({ data }: Frame) => void seen.push(data),
    get fault() {
      return seen.includes("b") ? broken : undefined;
    },
  };
  const rewriter = stripFrames(observer, isUsage, { frameBytesMax: 1_024 });
  rewriter.push(encode("data: a\n\ndata: b\n\ndata: c\n\n"));
  expect(seen).toEqual(["a", "b"]);
  expect(rewriter.fault).toBe(broken);
});

test.each([
  ["data", "data: "],
  ["a comment", ": "],
  ["no field at all", "x"],
])("a frame of %s over the cap is a fault, and its bytes are not kept", (_what, start) => {
  const rewriter = stripFrames({ push() {}, fault: undefined }, isUsage, { frameBytesMax: 1_024 });
  rewriter.push(encode(start));
  for (let index = 0; index < 12; index++) rewriter.push(encode("x".repeat(100)));
  expect(rewriter.fault).toMatchObject({ kind: "broken-stream" });
});
