import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import type { LiveModelRecord } from "../../store/live-config.ts";
import { withoutNulls } from "../../tenancy/given.ts";
import { dictionary, id } from "../../tenancy/params.ts";
import { stampNew } from "../../tenancy/stamps.ts";
import { defineLiveAction, registriesOf } from "../live-context.ts";
import { isPublished } from "./find-model.ts";
import { modelInfo } from "./model-params.ts";
import { modelOutput } from "./model-output.ts";
import { modelRow } from "./model-row.ts";
import { prepareModel } from "./prepare-model.ts";

/** Served by every isolate within half a minute, and by this one at once. */
export const newModel = defineLiveAction({
  method: "POST",
  paths: ["/model/new"],
  summary: "Add a model at runtime",
  permission: "admin",
  input: z.object({ model_name: id, litellm_params: dictionary, model_info: modelInfo.nullish() }),
  output: modelOutput,
  async run(context, given) {
    const { id: named, ...info } = given.model_info ?? {};
    const modelId = named ?? crypto.randomUUID();
    if (isPublished(context, modelId)) throw taken(modelId);
    const params = withoutNulls(given.litellm_params);
    const { stored, hidden } = await prepareModel(context, { id: modelId, modelName: given.model_name, params, info });
    const record: LiveModelRecord = { modelId, ...stored, extra: {}, ...stampNew(context) };
    if ((await registriesOf(context).models.insert(record)) === "taken") throw taken(modelId);
    context.live.changed();
    return modelRow(record, hidden);
  },
});

const taken = (modelId: string): GatewayError =>
  new GatewayError("object_exists", `Model ${modelId} already exists. Use /model/update to change it.`, {
    param: "model_info.id",
  });
