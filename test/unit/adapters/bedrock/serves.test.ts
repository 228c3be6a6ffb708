import { describe, expect, test } from "vitest";
import { servesOf } from "../../../../src/adapters/bedrock/serves.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { deploymentOf } from "../../../support/deployments.ts";

const PROFILE = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc123";

describe("the address of a count names the model that a profile is of", () => {
  test.each([
    ["anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic.claude-haiku-4-5-20251001-v1:0"],
    ["eu.anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic.claude-haiku-4-5-20251001-v1:0"],
    ["invoke/us-west-2/global.anthropic.claude-opus-4-6-v1", "anthropic.claude-opus-4-6-v1"],
    [
      "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-6",
      "anthropic.claude-sonnet-4-6",
    ],
    ["us.amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0"],
    // It does not say what it is of.
    [PROFILE, PROFILE],
  ])("%s", (model, counted) => {
    const path = servesOf(model).count?.path;
    const deployment = deploymentOf({ model, settings: { model_id: PROFILE } });
    expect(typeof path === "function" && path(deployment, false)).toBe(
      `/model/${encodeURIComponent(counted)}/count-tokens`,
    );
  });
});

describe("the betas that a client asks for by header", () => {
  const header = "claude-code-20250219,context-1m-2025-08-07, interleaved-thinking-2025-05-14";
  const known = ["context-1m-2025-08-07", "interleaved-thinking-2025-05-14"];

  const read = (model: string, body: JsonObject, asked: string | undefined = header): JsonObject | undefined =>
    servesOf(model).chat?.readHeaders?.(
      body,
      new Headers(asked === undefined ? {} : { "anthropic-beta": asked }),
      deploymentOf({ model }),
    );

  test("stand in the body of a Claude, as far as Bedrock knows them", () => {
    expect(read("us.anthropic.claude-sonnet-4-6", { messages: [] })).toEqual({
      messages: [],
      additionalModelRequestFields: { anthropic_beta: known },
    });
    expect(read("invoke/anthropic.claude-sonnet-4-6", { messages: [] })).toEqual({
      messages: [],
      anthropic_beta: known,
    });
  });

  test("are added to others, each once", () => {
    const fields = { top_k: 1, anthropic_beta: ["a", "context-1m-2025-08-07"] };
    expect(read("anthropic.claude-x", { additionalModelRequestFields: fields })).toEqual({
      additionalModelRequestFields: {
        top_k: 1,
        anthropic_beta: ["a", "context-1m-2025-08-07", "interleaved-thinking-2025-05-14"],
      },
    });
  });

  test.each([
    ["amazon.nova-pro-v1:0", header],
    ["anthropic.claude-x", "prompt-caching-2024-07-31"],
    ["anthropic.claude-x", ""],
  ])("are not told to %s: %s", (model, asked) => {
    expect(read(model, { messages: [] }, asked)).toEqual({ messages: [] });
  });
});
