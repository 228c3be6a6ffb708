import { z } from "zod";
import type { FaultKind } from "../core/fault.ts";
import { type FallbackTable, type RetryPolicy, STRATEGIES, type StrategyId } from "../router/router-settings.ts";
import { choice, count, limit, list, map, mapOf, seconds, share } from "./value-schemas.ts";
import { withDefined } from "./with-defined.ts";

/** Differs from `usage-based-routing-v2` in where LiteLLM counts, which is of no account here. */
const OLD_USAGE = "usage-based-routing";

/** `routing_strategy`. */
export const strategy = choice([...STRATEGIES, OLD_USAGE]).transform((id): StrategyId =>
  id === OLD_USAGE ? "usage-based-routing-v2" : id,
);

export const STRATEGY_ARGS = {
  ttl: seconds.optional(),
  lowest_latency_buffer: share.optional(),
  max_latency_list_size: count.optional(),
};
/** `routing_strategy_args`. */
export const strategyArgs = map(STRATEGY_ARGS, "a map of arguments").transform((found) =>
  withDefined({
    ttlMs: found.ttl,
    buffer: found.lowest_latency_buffer,
    samplesMax: found.max_latency_list_size,
  }),
);

/**
 * LiteLLM's exception classes as the faults they stand for. Its bad requests include the two below them, of which one has
 * a key of its own: what comes later goes before.
 */
const CLASSES = {
  BadRequestError: ["invalid-request", "context-window", "content-policy"],
  AuthenticationError: ["authentication"],
  TimeoutError: ["timeout"],
  RateLimitError: ["rate-limited"],
  ContentPolicyViolationError: ["content-policy"],
  InternalServerError: ["server-error", "bad-gateway", "overloaded"],
} as const satisfies Record<string, readonly FaultKind[]>;

function policyOf(suffix: "Retries" | "AllowedFails") {
  const classes = Object.entries(CLASSES).map(([name, kinds]) => [`${name}${suffix}`, kinds] as const);
  const shape = Object.fromEntries(classes.map(([key]) => [key, limit.optional()]));
  const schema = map(shape, "a map of error classes to numbers").transform((found): RetryPolicy =>
    Object.fromEntries(
      classes.flatMap(([key, kinds]) => {
        const number = found[key];
        return number === undefined ? [] : kinds.map((kind) => [kind, number] as const);
      }),
    ),
  );
  return { keys: Object.keys(shape), schema };
}
/** `retry_policy` and each entry of `model_group_retry_policy`. */
export const retryPolicy = policyOf("Retries");
/** `allowed_fails_policy`. */
export const failsPolicy = policyOf("AllowedFails");

const NAME = "the name of a model";
const name = z.string({ error: NAME }).min(1, { error: NAME });
const FALLBACK = { model: name };
/** A model that stands in; LiteLLM also takes a map with other parameters for the call beside the model. */
const standIn = z.union([name, z.object(FALLBACK).transform(({ model }) => model)], { error: NAME });
export const FALLBACK_KEYS = Object.keys(FALLBACK);

export const standIns = list(standIn, "a list of models");

/** `fallbacks` and its kin: a list of maps, usually of one entry each. The first entry of a model counts, as in LiteLLM. */
export const fallbacks = list(
  mapOf(standIns, "a map of a model to those that stand in for it"),
  "a list such as [{a: [b, c]}]",
).transform((entries): FallbackTable =>
  Object.fromEntries(entries.toReversed().flatMap((entry) => Object.entries(entry))),
);
