import { z } from "zod";
import { instantOrNull, limitOutput, stampOutput, textOrNull } from "../output-parts.ts";
import { dictionary, texts } from "../params.ts";

const fields = z.object({
  key_name: textOrNull,
  key_alias: textOrNull,
  user_id: textOrNull,
  team_id: textOrNull,
  organization_id: textOrNull,
  budget_id: textOrNull,
  models: texts,
  aliases: dictionary,
  metadata: dictionary,
  permissions: dictionary,
  blocked: z.boolean(),
  duration: textOrNull,
  expires: instantOrNull,
  spend: z.number(),
  ...limitOutput,
  ...stampOutput,
  last_active: instantOrNull,
});

/** `token` is the hash of the key. */
export const keyOutput = fields.extend({ token: z.string() }).meta({ id: "Key" });
export const keysOutput = z.array(keyOutput);

/** The only answer that holds the key itself. */
export const generatedKeyOutput = keyOutput
  .extend({ key: z.string(), token_id: z.string() })
  .meta({ id: "GeneratedKey" });
export const updatedKeyOutput = keyOutput.extend({ key: z.string() });
export const keyInfoOutput = z.object({ key: z.string(), info: fields });

/** Hashes, or rows where those are asked for. */
export const keyPageOutput = z.object({
  keys: z.array(z.union([z.string(), keyOutput])),
  total_count: z.int(),
  current_page: z.int(),
  total_pages: z.int(),
});

export const bulkUpdatedKeysOutput = z.object({
  total_requested: z.int(),
  successful_updates: z.array(z.object({ key: z.string(), key_info: fields })),
  failed_updates: z.array(z.object({ key: z.string(), key_info: z.null(), failed_reason: z.string() })),
});

export const spendResetOutput = z.object({
  key_hash: z.string(),
  spend: z.number(),
  previous_spend: z.number(),
  max_budget: z.number().nullable(),
  budget_reset_at: instantOrNull,
});
