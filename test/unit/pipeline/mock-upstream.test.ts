import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import { cohereRerank } from "../../../src/dialects/cohere-rerank/index.ts";
import type { ClientDialect } from "../../../src/dialects/dialect.ts";
import { openaiImages } from "../../../src/dialects/openai-images/index.ts";
import { mockUpstream, type Place } from "../../../src/pipeline/mock-upstream.ts";
import { readMock } from "../../../src/pipeline/read-mock.ts";

const TOOL_CALL = { id: "c1", type: "function", function: { name: "look", arguments: "{}" } };
const FIRST: Place = { attempt: 1, fallbacks: 0 };

function upstreamOf(asked: JsonObject, mockResponse?: Json, place = FIRST) {
  const deployment = mockResponse === undefined ? {} : { mockResponse };
  return mockUpstream({ mock: readMock(asked, true), operation: "chat" }, deployment, place);
}

/** What the client gets to read, or the kind of the fault; undefined where the provider itself is called. */
async function outcomeOf(...given: Parameters<typeof upstreamOf>): Promise<string | undefined> {
  const upstream = upstreamOf(...given);
  if (upstream === undefined) return undefined;
  const answered = upstream.send("https://mock.invalid", { body: "{}" }).then((response) => response.text());
  return answered.catch((error: { fault: { kind: string } }) => error.fault.kind);
}

describe("who answers instead of the provider", () => {
  test("is nobody, most of the time", async () => {
    expect(await outcomeOf({})).toBeUndefined();
    expect(await outcomeOf({ mock_delay: 5 })).toBeUndefined();
  });

  test("is the request's mock before the deployment's", async () => {
    expect(await outcomeOf({}, "configured")).toContain("configured");
    expect(await outcomeOf({ mock_response: "asked" }, "configured")).toContain("asked");
    expect(await outcomeOf({ mock_response: "asked" })).toContain("asked");
    expect(await outcomeOf({}, "litellm.RateLimitError")).toBe("rate-limited");
  });

  test.each<[Place, string | undefined]>([
    [{ attempt: 1, fallbacks: 0 }, "server-error"],
    [{ attempt: 3, fallbacks: 0 }, "server-error"],
    [{ attempt: 4, fallbacks: 1 }, undefined],
  ])("fails the whole group that was asked for, and no fallback: %j", async (place, outcome) => {
    expect(await outcomeOf({ mock_testing_fallbacks: true }, undefined, place)).toBe(outcome);
  });

  test.each<[Place, string | undefined]>([
    [{ attempt: 1, fallbacks: 0 }, "rate-limited"],
    [{ attempt: 2, fallbacks: 0 }, undefined],
    [{ attempt: 2, fallbacks: 1 }, undefined],
  ])("fails the first attempt alone: %j", async (place, outcome) => {
    expect(await outcomeOf({ mock_testing_rate_limit_error: true }, undefined, place)).toBe(outcome);
  });

  test("is known to be the client's doing", () => {
    expect(upstreamOf({ mock_response: "asked" })?.isOfRequest).toBe(true);
    expect(upstreamOf({ mock_delay: 1 }, "configured")?.isOfRequest).toBe(true);
    expect(upstreamOf({}, "configured")?.isOfRequest).toBe(false);
  });

  test.each<[asked: JsonObject, dialect: ClientDialect<"image"> | ClientDialect<"rerank">, answer: string]>([
    [{ mock_response: "https://cdn.example/1.png" }, openaiImages, '"url":"https://cdn.example/1.png"'],
    [{ mock_response: "data:image/png;base64,AA==" }, openaiImages, '"url":"data:image/png;base64,AA=="'],
    [{ mock_response: [0.5] }, cohereRerank, '"relevance_score":0.5'],
  ])("may draw and rank by %j", async (asked, dialect, answer) => {
    const upstream = mockUpstream({ mock: readMock(asked, false), operation: dialect.operation }, {}, FIRST);
    const response = await upstream?.send("https://mock.invalid", { body: '{"documents":["a"]}' });
    expect(await response?.text()).toContain(answer);
  });

  test("fails a count of tokens, but leaves the counting to others", () => {
    const counts = (asked: JsonObject) => mockUpstream({ mock: readMock(asked, true), operation: "count" }, {}, FIRST);
    expect(counts({ mock_response: "Ahoy" })).toBeUndefined();
    expect(counts({ mock_response: "litellm.RateLimitError" })).toBeDefined();
  });

  test("is refused for what it cannot answer", () => {
    const refusal = expect.objectContaining({ code: "unsupported_operation", param: "mock_response" });
    expect(() => upstreamOf({ mock_response: [1] })).toThrow(refusal);
    const embed = (asked: JsonObject) =>
      mockUpstream({ mock: readMock(asked, true), operation: "embedding" }, {}, FIRST);
    expect(() => embed({ mock_response: "Ahoy" })).toThrow(refusal);
    expect(embed({ mock_response: [1] })).toBeDefined();
    expect(embed({ mock_response: "litellm.RateLimitError" })).toBeDefined();
    const draw = (asked: JsonObject) => mockUpstream({ mock: readMock(asked, false), operation: "image" }, {}, FIRST);
    for (const asked of [{ mock_response: "Ahoy" }, { mock_response: [1] }, { mock_tool_calls: [TOOL_CALL] }])
      expect(() => draw(asked)).toThrow(refusal);
    expect(() =>
      mockUpstream({ mock: readMock({ mock_response: "Ahoy" }, false), operation: "rerank" }, {}, FIRST),
    ).toThrow(refusal);
    expect(() =>
      mockUpstream({ mock: readMock({ mock_response: "Ahoy" }, false), operation: "moderation" }, {}, FIRST),
    ).toThrow(refusal);
  });
});
