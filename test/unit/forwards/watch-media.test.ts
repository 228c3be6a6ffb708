import { describe, expect, test } from "vitest";
import { watched } from "../../../src/forwards/watch-media.ts";

function watch(...events: readonly (object | string)[]) {
  const watcher = watched.watch?.();
  if (watcher === undefined) throw new Error("There is no watcher.");
  for (const event of events) watcher.push({ data: typeof event === "string" ? event : JSON.stringify(event) });
  return watcher;
}

const usage = { input_tokens: 3, output_tokens: 4, total_tokens: 7 };

describe("a stream of media", () => {
  test.each(["speech.audio.done", "transcript.text.done"])("ends with %s", (type) => {
    const piece = { type: type.replace(/\w+$/, "delta"), usage: { input_tokens: 99 } };
    expect(watch(piece)).toMatchObject({ ended: false, usage: undefined, fault: undefined });
    expect(watch(piece, { type, usage }, "[DONE]")).toMatchObject({
      ended: true,
      usage: { inputTokens: 3, outputTokens: 4 },
      fault: undefined,
    });
  });

  test("goes on after a segment of its text", () => {
    expect(watch({ type: "transcript.text.segment", text: "x" })).toMatchObject({ ended: false, fault: undefined });
  });

  test("fails with an error that is told in it", () => {
    expect(watch({ type: "error", error: { message: "Rate limit reached.", type: "tokens" } }).fault).toMatchObject({
      kind: "rate-limited",
      message: "Rate limit reached.",
    });
    expect(watch({ error: { message: "overloaded" } }).fault).toMatchObject({ kind: "overloaded" });
  });

  test("fails with an event that is no JSON", () => {
    expect(watch("<html>").fault).toMatchObject({ kind: "broken-stream" });
  });
});
