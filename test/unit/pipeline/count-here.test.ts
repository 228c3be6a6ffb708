import { describe, expect, test } from "vitest";
import { anthropic } from "../../../src/adapters/anthropic.ts";
import { azureAi } from "../../../src/adapters/azure_ai/index.ts";
import { bedrock } from "../../../src/adapters/bedrock/index.ts";
import { cohere } from "../../../src/adapters/cohere/index.ts";
import type { Deployment } from "../../../src/core/deployment.ts";
import { type FaultKind, UpstreamFault } from "../../../src/core/fault.ts";
import { countHere, countInstead } from "../../../src/pipeline/count-here.ts";
import { estimateInputTokens } from "../../../src/usage/estimate-tokens.ts";
import { deploymentOf } from "../../support/deployments.ts";

const call = { operation: "count", texts: () => ["How deep is it?"], mock: undefined } as const;
const at = (fields: Partial<Deployment> = {}): Deployment => deploymentOf({ model: "model-1", ...fields });

describe("who counts tokens", () => {
  test("is the provider, where it can", () => {
    expect(countHere(call, at(), anthropic)).toBeUndefined();
    expect(countHere(call, at({ model: "claude-1" }), azureAi)).toBeUndefined();
  });

  test.each([
    ["by a provider that cannot", call, at(), cohere],
    ["by a provider that cannot for this model", call, at(), azureAi],
    ["of a deployment that is mocked", call, at({ mockResponse: "Ahoy" }), anthropic],
    ["of a request that is mocked", { ...call, mock: { delayMs: 0 } }, at(), anthropic],
  ])("is the gateway in place of a call %s", async (_, asked, deployment, provider) => {
    const here = countHere(asked, deployment, provider);
    expect(here?.adapter.id).toBe("estimate");
    expect(await (await here?.send("https://estimate.invalid"))?.json()).toEqual({
      tokens: estimateInputTokens(["How deep is it?"]),
    });
  });

  test("is nobody for any other call", () => {
    expect(countHere({ ...call, operation: "chat" }, at(), cohere)).toBeUndefined();
  });
});

describe("who counts after the provider has refused to", () => {
  const fault = (kind: FaultKind): UpstreamFault => new UpstreamFault({ kind, message: "No." });
  const claude = at({ model: "anthropic.claude-x" });

  test.each<FaultKind>(["invalid-request", "context-window", "not-found", "permission"])(
    "is the gateway, of a provider that counts for some models: %s",
    async (kind) => {
      const counter = countInstead(fault(kind), call, claude, bedrock);
      expect(await (await counter?.send("https://estimate.invalid"))?.json()).toEqual({
        tokens: estimateInputTokens(["How deep is it?"]),
      });
    },
  );

  test.each([
    ["the provider was away", fault("overloaded"), call, claude, bedrock],
    ["the key is wrong", fault("authentication"), call, claude, bedrock],
    ["the gateway itself failed", new Error("No."), call, claude, bedrock],
    ["it counts for all its models", fault("invalid-request"), call, at(), anthropic],
    ["it was asked for an answer", fault("invalid-request"), { ...call, operation: "chat" as const }, claude, bedrock],
  ])("is nobody where %s", (_, error, asked, deployment, provider) => {
    expect(countInstead(error, asked, deployment, provider)).toBeUndefined();
  });
});
