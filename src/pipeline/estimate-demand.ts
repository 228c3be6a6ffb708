import type { Deployment } from "../core/deployment.ts";
import type { NanoUsd } from "../core/money.ts";
import { nanoUsd } from "../core/money.ts";
import type { Usage } from "../core/usage.ts";
import { noUsage } from "../core/usage.ts";
import { estimateCost, estimateOutput } from "../limits/estimate-demand.ts";
import { estimateInputTokens } from "../usage/estimate-tokens.ts";
import { priceUsage } from "../usage/price.ts";
import type { Metered } from "./metered.ts";

/** The most that a call may come to, whichever of the deployments serves it. */
export function estimateDemand(
  call: Metered,
  deployments: readonly Deployment[],
): { readonly usage: Usage; readonly cost: NanoUsd } {
  const usage = estimateUsage(call, deployments);
  return { usage, cost: nanoUsd(estimateCost(usage, deployments, priceUsage)) };
}

function estimateUsage(call: Metered, deployments: readonly Deployment[]): Usage {
  if (call.operation === "count") return noUsage;
  const { outputTokensMax: cap, choices = 1, units } = call.intent;
  const inputTokens = estimateInputTokens(call.texts());
  if (writesNothing(call, deployments)) return { ...units, inputTokens, outputTokens: 0 };
  const caps = deployments.map(({ maxOutputTokens }) => maxOutputTokens);
  const modelMax = caps.includes(undefined) ? undefined : Math.max(...caps.map((max) => max ?? 0));
  return { ...units, inputTokens, outputTokens: estimateOutput(inputTokens, { cap, choices }, modelMax) };
}

/** No tokens, that is. Pictures and speech come to tokens only where they are charged by them. */
function writesNothing({ operation }: Metered, deployments: readonly Deployment[]): boolean {
  switch (operation) {
    case "chat":
      return false;
    case "image":
    case "image_edit":
      return deployments.every(({ prices }) => prices?.perImage !== undefined);
    case "speech":
      return deployments.every(({ prices }) => prices === undefined || prices.perCharacter !== undefined);
    case "embedding":
    case "rerank":
    case "moderation":
    case "count":
      return true;
    default:
      // What is forwarded unread is charged by what it comes to, once that is told.
      return true;
  }
}
