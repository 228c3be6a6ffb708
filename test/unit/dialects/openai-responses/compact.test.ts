import { describe, expect, test } from "vitest";
import { responsesCompaction } from "../../../../src/dialects/openai-responses/compact.ts";

const target = { model: "gpt-5.1" };
const output = [{ id: "cmp_1", type: "compaction", encrypted_content: "sealed" }];
const usage = { input_tokens: 900, output_tokens: 40, total_tokens: 940 };

describe("the compaction of a conversation", () => {
  test("is asked for without settings of an answer, in one piece", () => {
    const asked = { model: "public", input: "Tide?", instructions: "Be brief.", prompt_cache_key: "k" };
    expect(responsesCompaction.retarget({ ...asked, temperature: 1, store: true }, target)).toEqual({
      ...asked,
      model: "gpt-5.1",
    });
    expect(responsesCompaction.readIntent({ ...asked, stream: true })).toMatchObject({
      model: "public",
      stream: false,
    });
  });

  test("is charged by what its provider says of it", () => {
    const read = responsesCompaction.readResponse({ id: "resp_1", object: "response.compaction", output, usage });
    expect(read).toMatchObject({ usage: { inputTokens: 900, outputTokens: 40 }, repaired: undefined });
    expect(() => responsesCompaction.readResponse({ object: "response.compaction" })).toThrow("not a response");
  });

  test("is refused for a provider that has no Responses", () => {
    expect(() => responsesCompaction.decodeRequest({ input: "Tide?" })).toThrow(
      expect.objectContaining({ code: "unsupported_operation", param: "model" }),
    );
  });
});
