import { describe, expect, test } from "vitest";
import { responsesCount } from "../../../../src/dialects/openai-responses/count-tokens.ts";
import { chatRequest, user } from "../anthropic-messages/chat-request.ts";
import { survivesAnyAnswer } from "../upstream-laws.ts";

const target = { model: "gpt-4.1" };
const asked = { model: "public", instructions: "Be brief.", input: "Tide?", tools: [], reasoning: { effort: "low" } };

describe("a count in the dialect of Responses", () => {
  test("is asked for like an answer", () => {
    expect(responsesCount.readIntent({ ...asked, stream: true })).toEqual({
      model: "public",
      stream: false,
      wantsStreamUsage: false,
    });
    expect(responsesCount.textsOf(asked)).toEqual(["Be brief.", "Tide?"]);
    expect(() => responsesCount.readIntent({ model: "public" })).toThrow(
      expect.objectContaining({ code: "invalid_request", param: "input" }),
    );
  });

  test("goes to its own kind without what is about the answer, which is refused there", () => {
    const settings = {
      temperature: 1,
      max_output_tokens: 9,
      stream: true,
      store: true,
      metadata: {},
      service_tier: "flex",
    };
    expect(responsesCount.retarget({ ...asked, ...settings, a_new_field: 1 }, target)).toEqual({
      ...asked,
      a_new_field: 1,
      model: "gpt-4.1",
    });
  });

  test("is asked for on behalf of other clients", () => {
    const { body } = responsesCount.encodeRequest(
      chatRequest({ messages: [user("Tide?")], maxOutputTokens: 9 }),
      target,
    );
    expect(body).toMatchObject({ model: "gpt-4.1", input: expect.anything() as unknown });
    expect(body).not.toHaveProperty("max_output_tokens");
    expect(body).not.toHaveProperty("store");
  });

  test("is told by the number alone", () => {
    const options = { includeUsage: false, createdSeconds: 0 };
    expect(responsesCount.encodeResponse({ inputTokens: 7 }, options)).toEqual({
      object: "response.input_tokens",
      input_tokens: 7,
    });
    expect(responsesCount.decodeResponse({ object: "response.input_tokens", input_tokens: 7 })).toEqual({
      inputTokens: 7,
    });
    expect(() => responsesCount.readResponse({ input_tokens: "7" })).toThrow("not a count of tokens");
  });

  test("goes on from an answer and is none itself", () => {
    const { keeper } = responsesCount;
    expect(keeper?.wants({ store: true })).toBe(false);
    expect(keeper?.isForBackground({ background: true })).toBe(false);
    const before = [{ type: "message", role: "user", content: "Ahoy" }];
    expect(keeper?.resume({ input: "Tide?" }, before)).toEqual({
      input: [...before, { type: "message", role: "user", content: "Tide?" }],
    });
  });
});

survivesAnyAnswer(responsesCount, ["object", "input_tokens"]);
