import { GatewayError } from "../core/errors.ts";
import type { Refusal } from "../counters/command.ts";
import { nameDescriptor } from "./name-descriptor.ts";
import type { PlannedClaim } from "./plan-claims.ts";
import type { BudgetStatus } from "./refuse-budget.ts";
import { refuseBudget } from "./refuse-budget.ts";
import { partsOf, tellShortfall, toSeconds, writeInstant } from "./write-refusal.ts";

/** The words of LiteLLM's messages and of its `rate_limit_type` header. */
const NAMES = { requests: "requests", tokens: "tokens", parallel: "max_parallel_requests" } as const;

/** A refused claim as the caller reads it: whose limit, which, how much is used, and how long it really takes. */
export function refuse(
  planned: Pick<PlannedClaim, "metric" | "holder" | "claim">,
  refusal: Pick<Refusal, "refused" | "retryAfterMs">,
  nowMs: number,
  budgetStatus: BudgetStatus = 400,
): GatewayError {
  const { metric, holder, claim } = planned;
  if (metric === "cost") return refuseBudget(planned, refusal, budgetStatus);
  const { refused, retryAfterMs } = refusal;
  const resetAt = retryAfterMs === undefined ? undefined : writeInstant(nowMs + retryAfterMs);
  const resets = resetAt === undefined ? "" : `. Limit resets at: ${resetAt}`;
  const remaining = Math.max(0, refused.limit - refused.used);
  const shortfall = tellShortfall(claim, refused, String);
  return new GatewayError(
    "rate_limited",
    `Rate limit exceeded for ${describe(holder)}. Limit type: ${NAMES[metric]}. Current limit: ${refused.limit}, Remaining: ${remaining}${resets}${shortfall}`,
    {
      retryAfterSeconds: toSeconds(retryAfterMs),
      headers: { rate_limit_type: NAMES[metric], ...(resetAt !== undefined && { reset_at: resetAt }) },
    },
  );
}

/** `api_key: <hash>`, `model_per_team: <id>:<model>`. The hash is no secret: it is how users know the key. */
function describe(holder: string): string {
  const parts = partsOf(holder);
  const { ids, model } = parts;
  const values = model === undefined ? ids : [...ids, model];
  return values.length === 0 ? nameDescriptor(parts) : `${nameDescriptor(parts)}: ${values.join(":")}`;
}
