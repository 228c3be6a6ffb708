import { describe, expect, test } from "vitest";
import { readLine } from "../../../../src/forwards/batches/read-line.ts";

const GOOD = { custom_id: "a", method: "POST", url: "/v1/embeddings", body: { model: "m", input: "Hi" } };

describe("a line of a batch", () => {
  test("is what it asks, and what its client calls it", () => {
    expect(readLine(JSON.stringify(GOOD), 1, "/v1/embeddings")).toEqual({ customId: "a", body: GOOD.body });
  });

  test.each<[string, unknown, string, string | null]>([
    ["no JSON", undefined, "invalid_json_line", null],
    ["no object", [GOOD], "invalid_json_line", null],
    ["no name", { ...GOOD, custom_id: undefined }, "missing_required_parameter", "custom_id"],
    ["a name that is no text", { ...GOOD, custom_id: 7 }, "missing_required_parameter", "custom_id"],
    ["a name without end", { ...GOOD, custom_id: "x".repeat(513) }, "missing_required_parameter", "custom_id"],
    ["another method", { ...GOOD, method: "GET" }, "invalid_method", "method"],
    ["another path", { ...GOOD, url: "/v1/chat/completions" }, "mismatched_url", "url"],
    ["no body", { ...GOOD, body: "Hi" }, "missing_required_parameter", "body"],
    [
      "an answer in background",
      { ...GOOD, body: { ...GOOD.body, background: true } },
      "invalid_request",
      "body.background",
    ],
    ["a stream", { ...GOOD, body: { ...GOOD.body, stream: true } }, "invalid_request", "body.stream"],
  ])("is at fault with %s", (_, line, code, param) => {
    const text = line === undefined ? "{" : JSON.stringify(line);
    expect(readLine(text, 9, "/v1/embeddings")).toMatchObject({ code, param, line: 9 });
  });
});
