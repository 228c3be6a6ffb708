import { z } from "zod";
import { textOrNull } from "../output-parts.ts";
import { texts } from "../params.ts";

export const globalSpendOutput = z.object({
  spend: z.number(),
  max_budget: z.number().nullable(),
  unpriced_requests: z.int(),
});

export const dailySpendOutput = z.array(z.object({ date: z.iso.date(), spend: z.number() }));

export const spendOfKeysOutput = z.array(
  z.object({ api_key: z.string(), key_alias: textOrNull, key_name: textOrNull, total_spend: z.number() }),
);

/** A day has the dollars of each team beside its date, under the team's name. */
export const spendOfTeamsOutput = z.object({
  daily_spend: z.array(z.looseObject({ date: z.iso.date() })),
  teams: texts,
  total_spend_per_team: z.array(z.object({ team_id: z.string(), total_spend: z.number() })),
  unpriced_requests: z.int(),
});

export const spendOfModelsOutput = z.array(
  z.object({ model: z.string(), total_spend: z.number(), total_tokens: z.int() }),
);

export const spendOfProvidersOutput = z.array(z.object({ provider: z.string(), spend: z.number() }));

export const spendOfTagsOutput = z.array(
  z.object({ individual_request_tag: z.string(), log_count: z.int(), total_spend: z.number() }),
);

export const globalSpendOfTagsOutput = z.object({
  spend_per_tag: z.array(z.object({ name: z.string(), spend: z.number(), log_count: z.int() })),
});

export const spendOfCustomersOutput = z.array(
  z.object({ end_user: z.string(), total_count: z.int(), total_spend: z.number() }),
);

export const activeUsersOutput = z.object({
  results: z.array(
    z.object({
      tag: z.string(),
      active_users: z.int(),
      /** What the period is called: a day, or such as `Week 1 (Jan 22)`. */
      date: z.string(),
      period_start: z.iso.date(),
      period_end: z.iso.date(),
    }),
  ),
});

export const tagSummaryOutput = z.object({
  results: z.array(
    z.object({
      tag: z.string(),
      unique_users: z.int(),
      total_requests: z.int(),
      successful_requests: z.int(),
      failed_requests: z.int(),
      total_tokens: z.int(),
      total_spend: z.number(),
    }),
  ),
});

const costs = { total_cost: z.number(), total_input_tokens: z.int(), total_output_tokens: z.int() };
const detail = z.object({ model: z.string(), api_key: textOrNull, spend: z.number(), total_tokens: z.int() });
/** The midnight that it begins with. */
const day = z.string().meta({ format: "date-time" });

/** By `group_by`: days of teams, days of customers, or keys. */
export const spendReportOutput = z.union([
  z.array(
    z.object({
      group_by_day: day,
      teams: z.array(
        z.object({
          team_id: textOrNull,
          team_name: z.string(),
          total_spend: z.number(),
          metadata: z.array(detail),
        }),
      ),
    }),
  ),
  z.array(
    z.object({
      group_by_day: day,
      customers: z.array(z.object({ customer: z.string(), total_spend: z.number(), metadata: z.array(detail) })),
    }),
  ),
  z.array(
    z.object({
      api_key: z.string(),
      ...costs,
      model_details: z.array(z.object({ model: z.string(), ...costs })),
    }),
  ),
]);

const dollarsOrNull = z.number().nullable();
const countOrNull = z.int().nullable();

export const costEstimateOutput = z.object({
  model: z.string(),
  provider: z.string(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  num_requests_per_day: countOrNull,
  num_requests_per_month: countOrNull,
  cost_per_request: z.number(),
  input_cost_per_request: z.number(),
  output_cost_per_request: z.number(),
  margin_cost_per_request: z.number(),
  daily_cost: dollarsOrNull,
  daily_input_cost: dollarsOrNull,
  daily_output_cost: dollarsOrNull,
  daily_margin_cost: dollarsOrNull,
  monthly_cost: dollarsOrNull,
  monthly_input_cost: dollarsOrNull,
  monthly_output_cost: dollarsOrNull,
  monthly_margin_cost: dollarsOrNull,
  input_cost_per_token: z.number(),
  output_cost_per_token: z.number(),
});

export const doneOutput = z.object({ message: z.string(), status: z.literal("success") });
