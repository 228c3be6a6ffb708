import fc from "fast-check";
import { expect, test } from "vitest";
import { GatewayError } from "../../../../src/core/errors.ts";
import { readPath, segmentsOf } from "../../../../src/forwards/pass-through/read-path.ts";

test.each([
  ["/v1/files", "/v1/files"],
  ["/v1/files/", "/v1/files/"],
  ["/v1/files/file-abc.jsonl", "/v1/files/file-abc.jsonl"],
  ["/v1beta/models/gemini-2.5-flash:generateContent", "/v1beta/models/gemini-2.5-flash:generateContent"],
  ["/v1beta/models/gemini-2.5-flash%3AgenerateContent", "/v1beta/models/gemini-2.5-flash:generateContent"],
  // AWS signs the encoded form.
  ["/model/anthropic.claude-v2:1/converse", "/model/anthropic.claude-v2%3A1/converse"],
  ["/v1/models/ft:gpt-4o:org::id", "/v1/models/ft%3Agpt-4o%3Aorg%3A%3Aid"],
  ["/v1/publishers/google/models/x@001:predict", "/v1/publishers/google/models/x%40001:predict"],
  ["/v1/a%20b", "/v1/a%20b"],
])("%s is passed on as %s", (given, written) => {
  expect(readPath(given)).toBe(written);
});

test.each([
  "/",
  "//v1",
  "/v1//files",
  "/v1/../files",
  "/v1/..",
  "/./v1",
  "/v1/%2e%2e/files",
  "/v1/%2E%2e",
  "/v1/...",
  "/v1/a%2fb",
  "/v1/a%5Cb",
  "/v1/a\\b",
  "/v1/%252e%252e",
  "/v1/a%00",
  "/v1/a%0d%0ahost:%20x",
  "/v1/a%3Fb",
  "/v1/a%23b",
  "/v1/a;b=c",
  "/v1/%",
  "/v1/%zz",
  "/v1/%ff",
  "/v1/%E2%80%A4",
  "/http://elsewhere.example/v1",
  `/v1/${"a".repeat(2_048)}`,
])("%s is refused", (given) => {
  expect(() => readPath(given)).toThrow(GatewayError);
});

test("whatever is written is one path, and is read as the same one again", () => {
  const pieces = fc.constantFrom(
    "/",
    ".",
    "..",
    "%2e",
    "%2F",
    "%5c",
    "%25",
    "\\",
    "v1",
    "a:b",
    "?",
    "#",
    "@",
    "x",
    "%00",
    ":",
    "é",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 12 }), (parts) => {
      let path: string;
      try {
        path = readPath(`/${parts.join("")}`);
      } catch (error) {
        expect(error).toBeInstanceOf(GatewayError);
        return;
      }
      const url = new URL(`https://provider.example/root${path}`);
      expect([url.origin, url.pathname, url.search, url.hash]).toEqual([
        "https://provider.example",
        `/root${path}`,
        "",
        "",
      ]);
      expect(segmentsOf(path).every((segment) => segment !== "." && segment !== ".." && !/[/\\%]/.test(segment))).toBe(
        true,
      );
      expect(readPath(path)).toBe(path);
    }),
    { numRuns: 3_000 },
  );
});
