import { describe, expect, test } from "vitest";
import { watchImages } from "../../../../src/dialects/openai-images/watch-stream.ts";

function watch(...events: readonly (object | string)[]) {
  const watcher = watchImages();
  for (const event of events) watcher.push({ data: typeof event === "string" ? event : JSON.stringify(event) });
  return watcher;
}

const usage = { input_tokens: 3, output_tokens: 4, total_tokens: 7 };
const partial = { type: "image_generation.partial_image", b64_json: "AAAA", partial_image_index: 0 };
const completed = { type: "image_generation.completed", b64_json: "AAAA", usage };

describe("a stream of pictures", () => {
  test.each(["image_generation", "image_edit"])("of %s is whole with its picture", (kind) => {
    expect(watch({ ...partial, type: `${kind}.partial_image` })).toMatchObject({ ended: false, usage: undefined });
    expect(watch(partial, { ...completed, type: `${kind}.completed` }, "[DONE]")).toMatchObject({
      ended: true,
      usage: { inputTokens: 3, outputTokens: 4, imageOutputTokens: 4, images: 1 },
      fault: undefined,
    });
  });

  test("comes to what each of its pictures comes to", () => {
    expect(watch(completed, partial, completed).usage).toEqual({
      inputTokens: 6,
      outputTokens: 8,
      imageOutputTokens: 8,
      images: 2,
    });
  });

  test("that tells no tokens is left to be estimated", () => {
    expect(watch({ ...completed, usage: undefined })).toMatchObject({ ended: true, usage: undefined });
  });

  test("fails with an error that is told in it, and with an event that is no JSON", () => {
    expect(
      watch(partial, { type: "error", error: { message: "Rate limit reached.", type: "tokens" } }).fault,
    ).toMatchObject({ kind: "rate-limited", message: "Rate limit reached." });
    expect(watch("<html>").fault).toMatchObject({ kind: "broken-stream" });
  });
});
