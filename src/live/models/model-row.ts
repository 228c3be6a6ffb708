import type { JsonObject } from "../../core/json.ts";
import type { LiveModelRecord } from "../../store/live-config.ts";
import { stampRow } from "../../tenancy/row-parts.ts";
import { maskSecrets } from "../split-secrets.ts";

/** As LiteLLM's table has it, with a mask where that has ciphertext. */
export const modelRow = (record: LiveModelRecord, hidden: readonly string[]): JsonObject => ({
  model_id: record.modelId,
  model_name: record.modelName,
  litellm_params: maskSecrets(record.params, hidden),
  model_info: { ...record.info, id: record.modelId, db_model: true },
  ...stampRow(record),
});
