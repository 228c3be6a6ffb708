import type { Level } from "../counters/command.ts";
import type { PlannedClaim } from "./plan-claims.ts";

/** LiteLLM's names for kinds of holders in header names. */
const DESCRIPTORS: Readonly<Record<string, string>> = { key: "api_key" };

/** `x-ratelimit-<holder>-limit-requests` and the like, for every limit on requests and tokens. */
export function tellLevels(planned: readonly PlannedClaim[], levels: readonly Level[]): Record<string, string> {
  const headers: Record<string, string> = {};
  planned.forEach(({ metric, holder }, index) => {
    const level = levels[index];
    if (level === undefined || (metric !== "requests" && metric !== "tokens")) return;
    const [kind = "", ...rest] = holder.split(":");
    const descriptor = rest.length > 1 ? `model_per_${kind}` : (DESCRIPTORS[kind] ?? kind);
    headers[`x-ratelimit-${descriptor}-limit-${metric}`] = String(level.limit);
    headers[`x-ratelimit-${descriptor}-remaining-${metric}`] = String(Math.max(0, level.limit - level.used));
  });
  return headers;
}
