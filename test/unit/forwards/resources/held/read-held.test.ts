import { describe, expect, test } from "vitest";
import type { Json } from "../../../../../src/core/json.ts";
import { guessMediaType } from "../../../../../src/forwards/resources/held/guess-media-type.ts";
import { requireFiles } from "../../../../../src/forwards/resources/held/held-request.ts";
import { readExpiry } from "../../../../../src/forwards/resources/held/read-expiry.ts";
import { readRange } from "../../../../../src/forwards/resources/held/read-range.ts";

describe("the range of a request for 100 bytes", () => {
  test.each<[string | null, object | "beyond" | undefined]>([
    [null, undefined],
    ["bytes=0-0", { offset: 0, length: 1 }],
    ["bytes=10-19", { offset: 10, length: 10 }],
    ["Bytes=10-", { offset: 10, length: 90 }],
    ["bytes=-10", { offset: 90, length: 10 }],
    ["bytes=-1000", { offset: 0, length: 100 }],
    ["bytes=90-1000", { offset: 90, length: 10 }],
    ["bytes=100-", "beyond"],
    ["bytes=-0", "beyond"],
    ["bytes=20-10", undefined],
    ["bytes=0-1,5-6", undefined],
    ["bytes=-", undefined],
    ["lines=0-1", undefined],
    ["bytes=a-b", undefined],
  ])("%s", (header, range) => {
    expect(readRange(header, 100)).toEqual(range);
  });

  test("of nothing is always beyond it", () => {
    expect(readRange("bytes=0-", 0)).toBe("beyond");
  });
});

describe("how long a file is kept", () => {
  test.each<[Json | undefined, number | undefined]>([
    [undefined, undefined],
    [null, undefined],
    [{ anchor: "created_at", seconds: 3_600 }, 3_600],
    [{ anchor: "created_at", seconds: "2592000" }, 2_592_000],
  ])("%j", (value, seconds) => {
    expect(readExpiry(value)).toBe(seconds);
  });

  test.each<Json>([
    7,
    {},
    { anchor: "last_active_at", seconds: 3_600 },
    { anchor: "created_at" },
    { anchor: "created_at", seconds: 3_599 },
    { anchor: "created_at", seconds: 2_592_001 },
    { anchor: "created_at", seconds: 3_600.5 },
  ])("is not %j", (value) => {
    expect(() => readExpiry(value)).toThrow(/expires_after/);
  });
});

test.each([
  ["application/pdf", "x", "application/pdf"],
  ["Text/HTML; charset=utf-8", "x.pdf", "text/html"],
  ["application/octet-stream", "a.b.PDF", "application/pdf"],
  [undefined, "photo.jpeg", "image/jpeg"],
  [undefined, "noending", "application/octet-stream"],
  [undefined, "x.constructor", "application/octet-stream"],
  ["a/b,data:text/html;base64", "x.txt", "text/plain"],
  ["image/png\r\nx", "x", "application/octet-stream"],
])("a file of the type %s and the name %s is %s", (said, name, type) => {
  expect(guessMediaType(said, name)).toBe(type);
});

test("a gateway without a bucket says what to bind", () => {
  expect(() => requireFiles(undefined)).toThrow(
    expect.objectContaining({ status: 400, message: expect.stringContaining("FILES") as unknown }) as Error,
  );
});
