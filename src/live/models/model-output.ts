import { z } from "zod";
import { stampOutput, textOrNull } from "../../tenancy/output-parts.ts";
import { dictionary } from "../../tenancy/params.ts";

export const modelOutput = z
  .object({
    model_id: z.string(),
    model_name: z.string(),
    litellm_params: dictionary,
    model_info: z.looseObject({ id: z.string(), db_model: z.literal(true) }),
    ...stampOutput,
  })
  .meta({ id: "Model" });

const deploymentOutput = z
  .object({
    model_name: z.string(),
    litellm_params: dictionary,
    model_info: z.looseObject({ id: z.string(), db_model: z.boolean() }),
  })
  .meta({ id: "ModelInfo" });

export const deploymentsOutput = z.object({ data: z.array(deploymentOutput) });
export const deploymentPageOutput = z.object({
  data: z.array(deploymentOutput),
  total_count: z.int(),
  current_page: z.int(),
  total_pages: z.int(),
  size: z.int(),
});

const numberOrNull = z.number().nullable();

export const modelGroupsOutput = z.object({
  data: z.array(
    z
      .looseObject({
        model_group: z.string(),
        providers: z.array(z.string()),
        max_input_tokens: numberOrNull,
        max_output_tokens: numberOrNull,
        input_cost_per_token: numberOrNull,
        output_cost_per_token: numberOrNull,
        mode: textOrNull,
        tpm: numberOrNull,
        rpm: numberOrNull,
        supported_openai_params: z.array(z.string()),
        is_public_model_group: z.boolean(),
      })
      .meta({ id: "ModelGroup" }),
  ),
});
