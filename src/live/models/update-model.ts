import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";
import { mergeExtra, withoutNulls } from "../../tenancy/given.ts";
import { stampChange } from "../../tenancy/stamps.ts";
import { tryUntilDone } from "../../tenancy/try-until-done.ts";
import { defineLiveAction, type LiveContext, registriesOf } from "../live-context.ts";
import { mergeParams } from "../merge-params.ts";
import { openModel } from "../seal-row.ts";
import { findModel } from "./find-model.ts";
import { modelOutput } from "./model-output.ts";
import { modelFields, modelId, modelInfo } from "./model-params.ts";
import { modelRow } from "./model-row.ts";
import { prepareModel } from "./prepare-model.ts";

interface Given {
  readonly model_name?: string | null | undefined;
  readonly litellm_params?: JsonObject | null | undefined;
  readonly model_info?: JsonObject | null | undefined;
}

/** What is left out or null stays. */
export const updateModel = defineLiveAction({
  method: "POST",
  paths: ["/model/update"],
  summary: "Change a model that was added at runtime",
  permission: "admin",
  input: z.object({ ...modelFields, model_info: modelInfo.extend({ id: modelId }) }),
  output: modelOutput,
  async run(context, { model_name, litellm_params, model_info: { id, ...info } }) {
    const given = { litellm_params: withoutNulls(litellm_params ?? {}), model_info: withoutNulls(info) };
    return await changeModel(context, id, { model_name, ...given });
  },
});

/** What is left out stays, and null takes away. */
export const patchModel = defineLiveAction({
  method: "PATCH",
  paths: ["/model/:model_id/update"],
  summary: "Change some settings of a model",
  permission: "admin",
  input: z.object({ ...modelFields, model_id: modelId }),
  output: modelOutput,
  async run(context, { model_id, ...given }) {
    return await changeModel(context, model_id, given);
  },
});

/** The model as a whole is checked and sealed anew. */
async function changeModel(context: LiveContext, id: string, given: Given): Promise<JsonObject> {
  const row = await tryUntilDone(async () => {
    const before = await findModel(context, id);
    const { stored, hidden } = await prepareModel(context, {
      id,
      modelName: given.model_name ?? before.modelName,
      params: mergeParams(await openModel(context.live.sealer, before), given.litellm_params ?? {}),
      info: mergeExtra(before.info, given.model_info ?? {}),
    });
    const change = { ...stored, ...stampChange(context) };
    const changed = await registriesOf(context).models.change(id, change, before.updatedAtMs);
    return changed && modelRow(changed, hidden);
  });
  context.live.changed();
  return row;
}
