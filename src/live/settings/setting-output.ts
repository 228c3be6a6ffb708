import { z } from "zod";
import { LIVE_SECTIONS } from "../../config/live-fields.ts";
import { dictionary, texts } from "../../tenancy/params.ts";

/** `stored_in_db`: it was said at runtime. */
export const fieldOutput = z
  .object({ field_name: z.string(), field_value: z.unknown(), stored_in_db: z.boolean() })
  .meta({ id: "Setting" });

/** With all that is now said at runtime of the section. */
export const changedFieldOutput = z.object({
  config_type: z.enum(LIVE_SECTIONS),
  field_name: z.string(),
  general_settings: dictionary.optional(),
  litellm_settings: dictionary.optional(),
  router_settings: dictionary.optional(),
});

/** Model → those that stand in for it, one model each. */
const fallbacks = z.array(z.record(z.string(), texts));

export const routerOutput = z.object({
  fields: z.array(fieldOutput),
  current_values: z.object({
    routing_strategy: z.string(),
    num_retries: z.int(),
    retry_after: z.number(),
    timeout: z.number(),
    stream_timeout: z.number(),
    allowed_fails: z.number().nullable(),
    cooldown_time: z.number(),
    disable_cooldowns: z.boolean(),
    fallbacks,
    context_window_fallbacks: fallbacks,
    content_policy_fallbacks: fallbacks,
    default_fallbacks: texts,
    max_fallbacks: z.int(),
    enable_pre_call_checks: z.boolean(),
    enable_tag_filtering: z.boolean(),
    tag_filtering_match_any: z.boolean(),
    hedge_after: z.number().nullable(),
  }),
});
