import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { isArray, isObject, type Json, type JsonObject } from "../../core/json.ts";
import { anything, dictionary, texts } from "../../tenancy/params.ts";

const fields = {
  headers: dictionary.nullish(),
  include_subpath: z.boolean().nullish(),
  /** Dollars. */
  cost_per_request: z.number().nullish(),
  auth: z.boolean().nullish(),
  methods: texts.nullish(),
};

const endpointId = z.string().regex(/^[\w.:-]{1,128}$/, {
  error: "Input should be 1 to 128 letters, digits, dots, colons, dashes and underscores",
});

/** An endpoint in LiteLLM's form. What it says is judged in the words in which a configuration file is judged. */
export const newEndpoint = z
  .object({ id: endpointId.nullish(), path: z.string(), target: z.string(), ...fields })
  .catchall(anything);

/** What is left out stays. */
export const changedEndpoint = z
  .object({ endpoint_id: z.string(), path: z.string().nullish(), target: z.string().nullish(), ...fields })
  .catchall(anything);

/** What answers say of an endpoint, and may come back with a change. */
const TOLD: readonly string[] = ["id", "is_from_config", "problem"];

/** Throws `invalid_request` for what asks for something that would not happen: nobody reads warnings of an API. */
export function checkEffect(more: JsonObject): void {
  const name = Object.keys(more).find((field) => !TOLD.includes(field) && asksSomething(more[field]));
  if (name === undefined) return;
  throw new GatewayError("invalid_request", `\`${name}\` has no effect on pass-through endpoints here; leave it out.`, {
    param: name,
  });
}

/** LiteLLM's clients write every field they know. */
function asksSomething(value: Json | undefined): boolean {
  if (isArray(value)) return value.length > 0;
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}
