import { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { addDuration } from "../duration.ts";
import { type KeyFields, type KeyParams, keyParams } from "./key-params.ts";

const AMOUNTS = ["max_budget", "max_parallel_requests", "tpm_limit", "rpm_limit"] as const;
const DURATIONS = ["duration", "budget_duration"] as const;

/**
 * A new key within `upperbound_key_generate_params`: what is left out becomes the bound, as in LiteLLM. Throws
 * `invalid_request` for what is above it.
 */
export const withinBounds = (input: KeyParams, upper?: JsonObject): KeyParams =>
  capFields(input, upper, (asked) => asked === undefined);

/** The same for a change of a key: what is left out stays, and null takes a limit no further away than to the bound. */
export const changeWithinBounds = (given: KeyFields, upper?: JsonObject): KeyFields =>
  capFields(given, upper, (asked) => asked === null);

function capFields<Fields extends KeyFields>(
  input: Fields,
  upper: JsonObject = {},
  isUnlimited: (asked: unknown) => boolean,
): Fields {
  const { data: bounds, error } = keyParams.safeParse(upper);
  if (bounds === undefined) {
    const message = "upperbound_key_generate_params is not valid.";
    throw new GatewayError("gateway_not_configured", message, { cause: error });
  }
  const capped = { ...input };
  for (const field of AMOUNTS) {
    const [asked, bound] = [input[field], bounds[field]];
    if (bound === undefined) continue;
    if (typeof asked === "number" && asked > bound) throw above(field, asked, bound);
    if (isUnlimited(asked)) capped[field] = bound;
  }
  for (const field of DURATIONS) {
    const [asked, bound] = [input[field], bounds[field]];
    if (bound === undefined) continue;
    if (typeof asked === "string" && lengthOf(asked) > lengthOf(bound)) throw above(field, asked, bound);
    if (isUnlimited(asked)) capped[field] = bound;
  }
  return capped;
}

/** One that is none is refused where it is read. */
const lengthOf = (duration: string): number => addDuration(0, duration) ?? 0;

const above = (field: string, asked: number | string, bound: number | string): GatewayError =>
  new GatewayError("invalid_request", `${field} is above what keys may have. Passed: ${asked}, at most: ${bound}.`, {
    param: field,
  });
