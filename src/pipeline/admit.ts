import type { Caller } from "../core/caller.ts";
import type { Operation } from "../core/operation.ts";
import type { Usage } from "../core/usage.ts";
import { estimateCost, estimateOutput } from "../limits/estimate-demand.ts";
import type { Ticket } from "../limits/limiter.ts";
import type { ModelGroup } from "../router/model-index.ts";
import { estimateInputTokens } from "../usage/estimate-tokens.ts";
import { priceUsage } from "../usage/price.ts";
import type { Gateway } from "./gateway.ts";
import type { Call } from "./read-call.ts";

/** Takes hold of all limits of a call at once, or of none. See `Limiter.admit`. */
export async function admit(
  id: string,
  caller: Caller,
  call: Call<Operation>,
  group: ModelGroup,
  { limiter, settings }: Pick<Gateway, "limiter" | "settings">,
): Promise<Ticket | "stale" | undefined> {
  const { proxy } = settings.limits;
  if (caller.limits === undefined && proxy === undefined) return undefined;
  const limits = [...(caller.limits ?? []), ...(proxy === undefined ? [] : [proxy])];
  const deployments = group.deployments.map(({ deployment }) => deployment);
  const usage = estimateUsageMax(call, deployments);
  const cost = estimateCost(usage, deployments, priceUsage);
  return await limiter.admit({
    id,
    limits,
    standings: caller.standings ?? [],
    demand: { model: group.name, usage, cost },
  });
}

function estimateUsageMax(
  call: Call<Operation>,
  deployments: readonly { readonly maxOutputTokens?: number | undefined }[],
): Usage {
  const inputTokens = estimateInputTokens(call.dialect.textsOf(call.body));
  if (call.dialect.operation === "embedding") return { inputTokens, outputTokens: 0 };
  const caps = deployments.map(({ maxOutputTokens }) => maxOutputTokens);
  const modelMax = caps.includes(undefined) ? undefined : Math.max(...caps.map((cap) => cap ?? 0));
  return { inputTokens, outputTokens: estimateOutput(inputTokens, call.intent.outputTokensMax, modelMax) };
}
