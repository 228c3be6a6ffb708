import type { RequestContext } from "../core/context.ts";
import type { NanoUsd } from "../core/money.ts";
import { toUsd } from "../core/money.ts";
import type { Deployment } from "../core/deployment.ts";

/** Provider headers a client may want; no other header of a provider reaches a client. */
const PASSED_ON = ["x-request-id", "request-id", "openai-processing-ms"] as const;
/** These come together or not at all, and each one that is looked for costs a call into the runtime. */
const RATE_LIMITS = [
  "x-ratelimit-remaining-requests",
  "x-ratelimit-limit-requests",
  "x-ratelimit-limit-tokens",
  "x-ratelimit-remaining-tokens",
  "x-ratelimit-reset-requests",
  "x-ratelimit-reset-tokens",
] as const;

export interface Served {
  readonly deployment: Deployment;
  readonly modelGroup: string;
  readonly attempts: number;
  /** What is left of the caller's limits. */
  readonly limits: Readonly<Record<string, string>>;
}

/** Headers of every answered call, under the names that LiteLLM's users look for. */
export function answerHeaders(
  ctx: RequestContext,
  { deployment, modelGroup, attempts, limits }: Served,
  contentType: string,
  upstream: Headers,
  cost?: NanoUsd,
): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": contentType,
    "x-litellm-call-id": ctx.id,
    "x-litellm-model-id": deployment.id,
    "x-litellm-model-group": headerSafe(modelGroup),
    "x-litellm-attempted-retries": String(attempts - 1),
    ...limits,
  };
  if (cost !== undefined) headers["x-litellm-response-cost"] = decimal(toUsd(cost));
  passOn(PASSED_ON, upstream, headers);
  if (upstream.has(RATE_LIMITS[0])) passOn(RATE_LIMITS, upstream, headers);
  return headers;
}

function passOn(names: readonly string[], upstream: Headers, headers: Record<string, string>): void {
  for (const name of names) {
    const value = upstream.get(name);
    if (value !== null) headers[`llm_provider-${name}`] = value;
  }
}

/** Model names come from clients; a header holds visible Latin-1 characters only. */
const headerSafe = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?");

/** Never an exponent: scripts read this with decimal parsers. */
const decimal = (amount: number): string => amount.toFixed(9).replace(/\.?0+$/, "");
