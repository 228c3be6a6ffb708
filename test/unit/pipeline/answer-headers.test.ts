import { describe, expect, test } from "vitest";
import { asId } from "../../../src/core/ids.ts";
import { nanoUsd } from "../../../src/core/money.ts";
import { answerHeaders } from "../../../src/pipeline/answer-headers.ts";
import { deploymentOf } from "../../support/deployments.ts";

const ctx = {
  id: asId<"request">("call-1"),
  startedAtMs: 0,
  clientGone: new AbortController().signal,
  now: () => 0,
  defer: () => {},
};
const served = {
  deployment: deploymentOf({ id: asId<"deployment">("d1") }),
  group: { name: "fast", deployments: [] },
  retries: 1,
  fallbacks: 1,
  limits: {},
};
const headersOf = (upstream: Record<string, string> = {}, cost?: number, name = "fast") =>
  answerHeaders(
    ctx,
    { ...served, group: { name, deployments: [] } },
    "application/json",
    new Headers(upstream),
    cost === undefined ? undefined : nanoUsd(cost),
  );

describe("the headers of an answer", () => {
  test("name the call, the deployment, the group and the retries", () => {
    expect(headersOf()).toEqual({
      "content-type": "application/json",
      "x-litellm-call-id": "call-1",
      "x-litellm-model-id": "d1",
      "x-litellm-model-group": "fast",
      "x-litellm-attempted-retries": "1",
      "x-litellm-attempted-fallbacks": "1",
    });
  });

  test.each([
    [0, "0"],
    [1, "0.000000001"],
    [1_500_000_000, "1.5"],
    [20, "0.00000002"],
  ])("write a cost of %d nano-dollars without an exponent", (cost, written) => {
    expect(headersOf({}, cost)["x-litellm-response-cost"]).toBe(written);
  });

  test("tell what the key has spent with this call, where both are known", () => {
    const spendOf = (keySpentBefore: number | undefined, cost: number | undefined) =>
      answerHeaders(
        ctx,
        { ...served, keySpentBefore: keySpentBefore === undefined ? undefined : nanoUsd(keySpentBefore) },
        "application/json",
        new Headers(),
        cost === undefined ? undefined : nanoUsd(cost),
      )["x-litellm-key-spend"];
    expect(spendOf(1_000_000_000, 20)).toBe("1.00000002");
    expect(spendOf(0, 0)).toBe("0");
    expect(spendOf(undefined, 20)).toBeUndefined();
    expect(spendOf(1_000_000_000, undefined)).toBeUndefined();
  });

  test("tell a provider's rate limits under their own names, before those of the deployment", () => {
    const limits = { "x-ratelimit-remaining-requests": "3", "x-ratelimit-limit-requests": "9" };
    const headers = (upstream: Record<string, string>) =>
      answerHeaders(ctx, { ...served, limits }, "application/json", new Headers(upstream));
    expect(headers({})).toMatchObject(limits);
    expect(headers({ "x-ratelimit-remaining-requests": "60", "x-ratelimit-limit-requests": "100" })).toMatchObject({
      "x-ratelimit-remaining-requests": "60",
      "x-ratelimit-limit-requests": "100",
      "llm_provider-x-ratelimit-limit-requests": "100",
    });
  });

  test("hold no character that a header cannot carry", () => {
    expect(headersOf({}, 0, "größe\r\nx: y")["x-litellm-model-group"]).toBe("gr??e??x: y");
  });

  test("pass on what a provider says about the request and its rate limits, and nothing else", () => {
    const upstream = {
      "x-request-id": "req_1",
      "x-ratelimit-remaining-requests": "60",
      "x-ratelimit-reset-tokens": "6ms",
      "set-cookie": "a=b",
      server: "provider",
    };
    expect(Object.entries(headersOf(upstream)).filter(([name]) => name.startsWith("llm_provider"))).toEqual([
      ["llm_provider-x-request-id", "req_1"],
      ["llm_provider-x-ratelimit-remaining-requests", "60"],
      ["llm_provider-x-ratelimit-reset-tokens", "6ms"],
    ]);
  });
});
