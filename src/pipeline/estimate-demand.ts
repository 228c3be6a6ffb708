import type { Deployment } from "../core/deployment.ts";
import type { NanoUsd } from "../core/money.ts";
import { nanoUsd } from "../core/money.ts";
import type { Operation } from "../core/operation.ts";
import type { Usage } from "../core/usage.ts";
import { estimateCost, estimateOutput } from "../limits/estimate-demand.ts";
import { estimateInputTokens } from "../usage/estimate-tokens.ts";
import { priceUsage } from "../usage/price.ts";
import type { Call } from "./read-call.ts";

/** The most that a call may come to, whichever of the deployments serves it. */
export function estimateDemand(
  call: Call<Operation>,
  deployments: readonly Deployment[],
): { readonly usage: Usage; readonly cost: NanoUsd } {
  const usage = estimateUsage(call, deployments);
  return { usage, cost: nanoUsd(estimateCost(usage, deployments, priceUsage)) };
}

function estimateUsage(call: Call<Operation>, deployments: readonly Deployment[]): Usage {
  const { outputTokensMax: cap, choices = 1 } = call.intent;
  const inputTokens = estimateInputTokens(call.dialect.textsOf(call.body));
  if (call.dialect.operation === "embedding") return { inputTokens, outputTokens: 0 };
  const caps = deployments.map(({ maxOutputTokens }) => maxOutputTokens);
  const modelMax = caps.includes(undefined) ? undefined : Math.max(...caps.map((max) => max ?? 0));
  return { inputTokens, outputTokens: estimateOutput(inputTokens, { cap, choices }, modelMax) };
}
