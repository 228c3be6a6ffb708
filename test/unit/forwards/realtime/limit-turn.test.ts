import { expect, it } from "vitest";
import { nanoUsd } from "../../../../src/core/money.ts";
import { limitTurn, mostOf } from "../../../../src/forwards/realtime/limit-turn.ts";
import type { AdmissionRequest, Limiter } from "../../../../src/limits/limiter.ts";
import { deploymentOf } from "../../../support/deployments.ts";

/** What the limiter behind it is asked. */
function askedFor(
  demand: { inputTokens: number; outputTokensMax: number | undefined },
  cap?: number,
): AdmissionRequest {
  const asked: AdmissionRequest[] = [];
  const limiter: Limiter = {
    admit: (request) => {
      asked.push(request);
      return Promise.resolve(undefined);
    },
  };
  const prices = {
    input: 4_000_000_000,
    output: 16_000_000_000,
    audioInput: 32_000_000_000,
    audioOutput: 64_000_000_000,
  };
  const deployment = deploymentOf({ prices, ...(cap !== undefined && { maxOutputTokens: cap }) });
  void limitTurn(limiter, mostOf(demand, [deployment]), [deployment], ({ cost }) => `draft of ${cost}`).admit({
    id: "call/turn-1",
    limits: [
      {
        holder: "key:k",
        home: "team:t",
        requestsPerMinute: 5,
        tokensPerMinute: 100,
        parallelRequests: 1,
        budgets: [{ limit: nanoUsd(7) }],
        models: { voice: { requestsPerMinute: 1, tokensPerMinute: 2 } },
      },
    ],
    standings: [],
    demand: { model: "voice", usage: { inputTokens: 0, outputTokens: 0 }, cost: 0 },
    draft: () => "draft of nothing",
    defer: () => undefined,
  });
  const [request] = asked;
  if (request === undefined) throw new Error("Nobody was asked.");
  return request;
}

it("claims tokens and dollars, and neither a request nor a place among the calls at once", () => {
  expect(askedFor({ inputTokens: 10, outputTokensMax: 5 }).limits).toEqual([
    {
      holder: "key:k",
      home: "team:t",
      tokensPerMinute: 100,
      budgets: [{ limit: 7 }],
      models: { voice: { tokensPerMinute: 2 } },
    },
  ]);
});

it.each([
  ["its cap", { inputTokens: 1_000, outputTokensMax: 500 }, undefined, 500],
  ["as much as it reads, without a cap", { inputTokens: 3_000, outputTokensMax: undefined }, undefined, 3_000],
  ["what the model can write at all", { inputTokens: 9_000, outputTokensMax: undefined }, 4_096, 4_096],
] as const)("expects %s, all of it sound", (_, demand, cap, output) => {
  const { demand: asked, draft } = askedFor(demand, cap);
  expect(asked).toMatchObject({ model: "voice", usage: { outputTokens: output } });
  expect(asked.cost).toBe(demand.inputTokens * 32_000 + output * 64_000);
  expect(draft?.()).toBe(`draft of ${asked.cost}`);
});
