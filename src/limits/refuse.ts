import { GatewayError } from "../core/errors.ts";
import type { Refusal } from "../counters/command.ts";
import type { Metric, PlannedClaim } from "./plan-claims.ts";

/** The words of LiteLLM's messages and of its `rate_limit_type` header. */
const NAMES = {
  requests: "requests",
  tokens: "tokens",
  parallel: "max_parallel_requests",
} as const satisfies Record<Exclude<Metric, "cost">, string>;

/** A refused claim as the caller reads it: whose limit, which, how much is used, and how long it really takes. */
export function refuse(
  { metric, holder }: PlannedClaim,
  { refused, retryAfterMs }: Refusal,
  nowMs: number,
): GatewayError {
  const wait = retryAfterMs === undefined ? {} : { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1_000)) };
  if (metric === "cost") {
    const [spent, limit] = [dollars(refused.used), dollars(refused.limit)];
    return new GatewayError(
      "budget_exceeded",
      `Budget has been exceeded! ${describe(holder)}. Current cost: ${spent}, Max budget: ${limit}`,
    );
  }
  const resetAt = retryAfterMs === undefined ? undefined : utc(nowMs + retryAfterMs);
  const resets = resetAt === undefined ? "" : `. Limit resets at: ${resetAt}`;
  const remaining = Math.max(0, refused.limit - refused.used);
  return new GatewayError(
    "rate_limited",
    `Rate limit exceeded for ${describe(holder)}. Limit type: ${NAMES[metric]}. Current limit: ${refused.limit}, Remaining: ${remaining}${resets}`,
    { ...wait, headers: { rate_limit_type: NAMES[metric], ...(resetAt !== undefined && { reset_at: resetAt }) } },
  );
}

/** `key:<hash>` is `api_key: <hash>` to LiteLLM's users. The hash is no secret: it is how they know the key. */
const describe = (holder: string): string => holder.replace(/^key:/, "api_key:").replace(":", ": ");

const dollars = (nano: number): string => String(nano / 1e9);

const utc = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
