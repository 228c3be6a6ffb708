import type { RequestContext } from "../core/context.ts";
import type { NanoUsd } from "../core/money.ts";
import { nanoUsd } from "../core/money.ts";
import type { Destination } from "../router/router.ts";
import { writeUsd } from "../core/write-usd.ts";

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

export interface Served extends Pick<Destination, "deployment" | "group" | "retries" | "fallbacks"> {
  /** What is left of the caller's limits. */
  readonly limits: Readonly<Record<string, string>>;
  /** What the key had spent without this request, where that is limited. */
  readonly keySpentBefore?: NanoUsd | undefined;
}

/** Headers of every answered call, under the names that LiteLLM's users look for. */
export function answerHeaders(
  ctx: RequestContext,
  { deployment, group, retries, fallbacks, limits, keySpentBefore }: Served,
  contentType: string,
  upstream: Headers,
  cost?: NanoUsd,
): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": contentType,
    "x-litellm-call-id": ctx.id,
    "x-litellm-model-id": headerSafe(deployment.id),
    "x-litellm-model-group": headerSafe(group.name),
    "x-litellm-attempted-retries": String(retries),
    "x-litellm-attempted-fallbacks": String(fallbacks),
    ...limits,
  };
  if (cost !== undefined) {
    headers["x-litellm-response-cost"] = writeUsd(cost);
    if (keySpentBefore !== undefined) headers["x-litellm-key-spend"] = writeUsd(nanoUsd(keySpentBefore + cost));
  }
  for (const [name, value] of valuesOf(PASSED_ON, upstream)) headers[`llm_provider-${name}`] = value;
  if (!upstream.has(RATE_LIMITS[0])) return headers;
  for (const [name, value] of valuesOf(RATE_LIMITS, upstream)) {
    headers[`llm_provider-${name}`] = value;
    // Under its own name too, where clients of the provider look; it knows better than a limit that stands in for it.
    headers[name] = value;
  }
  return headers;
}

const valuesOf = (names: readonly string[], headers: Headers): (readonly [name: string, value: string])[] =>
  names.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });

/** Model names come from clients; a header holds visible Latin-1 characters only. */
const headerSafe = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?");
