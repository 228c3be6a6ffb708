import type { Deployment } from "../core/deployment.ts";
import { type HolderLimits, NO_LIMIT } from "../core/holder-limits.ts";
import { parseHolder } from "../core/holder-name.ts";
import type { Usage } from "../core/usage.ts";
import { isShadowed } from "./is-shadowed.ts";
import type { ShadowEntry } from "./is-shadowed.ts";

/** LiteLLM's reservation for a request that names no cap of its own: as long an answer as the question, and at least this. */
const OUTPUT_TOKENS_ASSUMED = 1_024;

/** More than any answer, and at any price a safe integer of nano-dollars: clients may name whatever number they like. */
const OUTPUT_TOKENS_MAX = 1_000_000_000;

interface AskedOutput {
  /** Of one answer. */
  readonly cap: number | undefined;
  /** Answers asked for. */
  readonly choices: number;
}

/** The most output a request may come to: its own cap where it names one, within what the model can write at all, for each answer. */
export function estimateOutput(
  inputTokens: number,
  { cap, choices }: AskedOutput,
  modelMax: number | undefined,
): number {
  const wanted = Math.ceil(cap ?? Math.max(inputTokens, OUTPUT_TOKENS_ASSUMED));
  const each = modelMax === undefined ? wanted : Math.min(wanted, modelMax);
  return Math.min(each * choices, OUTPUT_TOKENS_MAX);
}

/**
 * What a request costs at most, in nano-dollars: at the dearest deployment that may serve it, with all input written to a
 * cache, or all of it audio or pictures where that is dearer. `price` is the gateway's own price of a usage. 0 where nobody has a price.
 */
export function estimateCost(
  usage: Usage,
  deployments: readonly Pick<Deployment, "prices">[],
  price: (usage: Usage, prices: NonNullable<Deployment["prices"]>) => number,
): number {
  const { inputTokens, outputTokens } = usage;
  const cached: Usage = { ...usage, cacheWriteTokens: inputTokens, cacheWrite1hTokens: inputTokens };
  const spoken: Usage = { ...usage, audioInputTokens: inputTokens, audioOutputTokens: outputTokens };
  const drawn: Usage = { ...usage, imageInputTokens: inputTokens, imageOutputTokens: outputTokens };
  let most = 0;
  for (const { prices } of deployments) {
    if (prices === undefined) continue;
    most = Math.max(most, price(usage, prices));
    // Where it has no price of its own, a kind costs as any other.
    if (writesDearer(prices)) most = Math.max(most, price(cached, prices));
    if (prices.audioInput !== undefined || prices.audioOutput !== undefined)
      most = Math.max(most, price(spoken, prices));
    if (prices.imageInput !== undefined || prices.imageOutput !== undefined)
      most = Math.max(most, price(drawn, prices));
  }
  return most;
}

const writesDearer = ({ cacheWrite, cacheWrite1h, tiers = [] }: NonNullable<Deployment["prices"]>): boolean =>
  cacheWrite !== undefined ||
  cacheWrite1h !== undefined ||
  tiers.some((tier) => tier.cacheWrite !== undefined || tier.cacheWrite1h !== undefined);

/** True when a budget could refuse a request for this model. */
export const holdsBudget = (
  limits: readonly HolderLimits[],
  model: string,
  shadow: ReadonlySet<ShadowEntry>,
): boolean =>
  limits.some(({ holder, budgets = [], models = {} }) => {
    const own = Object.hasOwn(models, model) ? (models[model]?.budgets ?? []) : [];
    const kind = parseHolder(holder)?.kind;
    const isHard = [...budgets, ...own].some(({ limit }) => limit !== NO_LIMIT);
    return isHard && (kind === undefined || !isShadowed(shadow, kind, "cost"));
  });
