import { z } from "zod";
import { textOrNull } from "../output-parts.ts";
import { dictionary } from "../params.ts";

/** As `metricsOf` writes them. */
const metrics = z
  .object({
    spend: z.number(),
    prompt_tokens: z.int(),
    completion_tokens: z.int(),
    cache_read_input_tokens: z.int(),
    cache_creation_input_tokens: z.int(),
    total_tokens: z.int(),
    successful_requests: z.int(),
    failed_requests: z.int(),
    api_requests: z.int(),
  })
  .meta({ id: "SpendMetrics" });

const byKey = z.record(
  z.string(),
  z.object({ metrics, metadata: z.object({ key_alias: textOrNull, team_id: textOrNull }) }),
);
const byName = z.record(z.string(), z.object({ metrics, metadata: dictionary, api_key_breakdown: byKey }));

const day = z
  .object({
    date: z.iso.date(),
    metrics,
    breakdown: z.object({
      models: byName,
      model_groups: byName,
      providers: byName,
      endpoints: byName,
      mcp_servers: dictionary,
      api_keys: byKey,
      entities: byName,
    }),
  })
  .meta({ id: "SpendDay" });

/** The sums are those of the page; `total_unpriced_requests` is of all pages. */
export const activityOutput = z.object({
  results: z.array(day),
  metadata: z.object({
    total_spend: z.number(),
    total_prompt_tokens: z.int(),
    total_completion_tokens: z.int(),
    total_tokens: z.int(),
    total_api_requests: z.int(),
    total_successful_requests: z.int(),
    total_failed_requests: z.int(),
    total_cache_read_input_tokens: z.int(),
    total_cache_creation_input_tokens: z.int(),
    total_unpriced_requests: z.int(),
    page: z.int(),
    total_pages: z.int(),
    has_more: z.boolean(),
  }),
});

/** `date` is as LiteLLM writes it for charts: `Jan 22`. */
const counts = z.object({
  daily_data: z.array(z.object({ date: z.string(), api_requests: z.int(), total_tokens: z.int() })),
  sum_api_requests: z.int(),
  sum_total_tokens: z.int(),
});
export const globalActivityOutput = counts.extend({ sum_unpriced_requests: z.int() });
export const modelActivitiesOutput = z.array(counts.extend({ model: z.string() }));

export const cacheHitsOutput = z.array(
  z.object({
    api_key: z.string(),
    call_type: z.string(),
    model: z.string(),
    total_rows: z.int(),
    cache_hit_true_rows: z.int(),
    cached_completion_tokens: z.int(),
    generated_completion_tokens: z.int(),
  }),
);

export const exceptionsOutput = z.object({
  daily_data: z.array(z.object({ date: z.string(), num_rate_limit_exceptions: z.int() })),
  sum_num_rate_limit_exceptions: z.int(),
});
export const deploymentExceptionsOutput = z.array(exceptionsOutput.extend({ api_base: z.string() }));
