import { z } from "zod";
import { modes } from "../../usage/model-facts.ts";

const dollarsOrNull = z.number().nullable();

/** `provider/model` → what it costs and can do. Beside these there are LiteLLM's other prices and its `supports_` fields. */
export const costsOutput = z.record(
  z.string(),
  z.looseObject({
    litellm_provider: z.string(),
    mode: z.enum(modes).optional(),
    max_input_tokens: z.int().optional(),
    max_output_tokens: z.int().optional(),
    input_cost_per_token: dollarsOrNull,
    output_cost_per_token: dollarsOrNull,
    origin: z.enum(["catalogue", "override"]),
  }),
);

export const reloadedCostsOutput = z.object({
  status: z.literal("success"),
  message: z.string(),
  models_count: z.int(),
  prices_changed: z.int(),
});
