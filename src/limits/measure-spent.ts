import type { NanoUsd } from "../core/money.ts";
import type { Usage } from "../core/usage.ts";
import type { Metric } from "./metric.ts";

/** Which tokens a limit on tokens counts: LiteLLM's `token_rate_limit_type`. */
export const TOKEN_KINDS = ["total", "input", "output"] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** Whether tokens read from a provider's cache are left out; `auto`: where the provider's own limits leave them out. */
export type CacheRule = boolean | "auto";

/** What holds for a call depends on who served it. Before that nobody knows what a cache will hold: all tokens count. */
export interface TokenRule {
  readonly kind: TokenKind;
  /** Tokens that were read from the provider's cache do not count. */
  readonly excludeCached: boolean;
}

/** The tokens of a call that a limit counts. */
export function countTokens(usage: Usage, { kind, excludeCached }: TokenRule): number {
  const cached = excludeCached ? (usage.cacheReadTokens ?? 0) : 0;
  const input = kind === "output" ? 0 : Math.max(0, usage.inputTokens - cached);
  return input + (kind === "input" ? 0 : usage.outputTokens);
}

/** What a call came to, in the unit of a claim's metric. A call that was counted stays one request, whatever came of it. */
export function measureSpent(metric: Metric, usage: Usage, cost: NanoUsd, rule: TokenRule): number {
  switch (metric) {
    case "requests":
    case "parallel":
      return 1;
    case "tokens":
      return countTokens(usage, rule);
    case "cost":
      return cost;
  }
}
