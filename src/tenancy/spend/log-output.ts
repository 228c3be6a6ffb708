import { z } from "zod";
import { instant, instantOrNull, pageOutput, textOrNull } from "../output-parts.ts";
import { dictionary, texts } from "../params.ts";

const outcome = z.enum(["success", "failure"]);

const logMetadata = z.object({
  user_api_key: z.string(),
  user_api_key_alias: textOrNull,
  user_api_key_user_id: textOrNull,
  user_api_key_team_id: textOrNull,
  user_api_key_team_alias: textOrNull,
  user_api_key_org_id: textOrNull,
  status: outcome,
  usage_object: dictionary,
  error_information: z
    .object({ error_code: z.string(), error_class: z.string(), error_message: z.string() })
    .nullable(),
  outcome: z.string(),
  http_status: z.int(),
  path: z.string(),
  stream: z.boolean(),
  requested_model: z.string(),
  attempts: z.int(),
  route: z.array(dictionary),
  unpriced: z.boolean(),
  duration_ms: z.number(),
});

/** As `spendLogRow` writes it. Empty texts stand for none, as LiteLLM has it. */
export const spendLogOutput = z
  .object({
    request_id: z.string(),
    call_type: z.string(),
    api_key: z.string(),
    spend: z.number(),
    total_tokens: z.int(),
    prompt_tokens: z.int(),
    completion_tokens: z.int(),
    startTime: instant,
    endTime: instant,
    completionStartTime: instantOrNull,
    model: z.string(),
    model_id: z.string(),
    model_group: z.string(),
    custom_llm_provider: z.string(),
    api_base: z.string(),
    user: z.string(),
    team_id: textOrNull,
    organization_id: textOrNull,
    end_user: z.string(),
    cache_hit: z.enum(["True", "False"]),
    request_tags: texts,
    status: outcome,
    metadata: logMetadata,
  })
  .meta({ id: "SpendLog" });

const dollarsByName = z.record(z.string(), z.number());

/** Single events; or days, where dates are given and `summarize` is not false. */
export const spendLogsOutput = z.union([
  z.array(spendLogOutput),
  z.array(z.object({ startTime: z.iso.date(), spend: z.number(), users: dollarsByName, models: dollarsByName })),
]);

export const spendLogPageOutput = z.object({ data: z.array(spendLogOutput), ...pageOutput, snapshot: z.int() });

export const unpricedOutput = z.object({
  data: z.array(
    z.object({
      date: z.iso.date(),
      provider: z.string(),
      model: z.string(),
      model_group: z.string(),
      model_id: z.string(),
      unpriced_requests: z.int(),
      prompt_tokens: z.int(),
      completion_tokens: z.int(),
      total_tokens: z.int(),
    }),
  ),
  total_unpriced_requests: z.int(),
});
