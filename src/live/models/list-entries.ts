import { mayUseModel } from "../../auth/check-model-access.ts";
import type { ModelConfig } from "../../config/gateway-config.ts";
import type { JsonObject } from "../../core/json.ts";
import type { LiveModelRecord } from "../../store/live-config.ts";
import { seesAll } from "../../tenancy/access/actor.ts";
import { stampRow } from "../../tenancy/row-parts.ts";
import type { LiveContext } from "../live-context.ts";
import { describeFacts } from "./describe-facts.ts";
import { openParams, publicParams } from "./describe-params.ts";

/** One deployment, as `/model/info` shows it. */
export interface Entry extends JsonObject {
  readonly model_name: string;
  readonly litellm_params: JsonObject;
  readonly model_info: JsonObject & { readonly id: string };
}

/**
 * What the one who asks may see: the deployments they may use, as they are in force. Who sees all sees what was added at
 * runtime as it is stored, also where it cannot be served.
 */
export async function listEntries(context: LiveContext): Promise<readonly Entry[]> {
  const { actor, caller, accessGroups, live } = context;
  const { models } = live.config;
  if (!seesAll(actor)) {
    const usable = models.filter(({ modelName }) => mayUseModel(caller, modelName, accessGroups));
    return usable.map((model) => entryOf(context, model, publicParams(model)));
  }
  const published = models.filter(({ isLive }) => isLive !== true);
  const { models: records } = await live.read();
  return [
    ...published.map((model) => entryOf(context, model, openParams(model))),
    ...records.map((record) => entryOfRow(context, record)),
  ];
}

const entryOf = (context: LiveContext, model: ModelConfig, params: JsonObject): Entry => ({
  model_name: model.modelName,
  litellm_params: params,
  model_info: { ...describeFacts(context, model), id: model.id, db_model: model.isLive === true },
});

function entryOfRow(context: LiveContext, record: LiveModelRecord): Entry {
  const { config, problems } = context.live;
  const { modelId: id } = record;
  const served = config.models.find((model) => model.isLive === true && model.id === id);
  const found = problems.filter(({ row }) => row === `model ${id}`).map(({ message }) => message);
  return {
    model_name: record.modelName,
    litellm_params: record.params,
    model_info: {
      ...(served && describeFacts(context, served)),
      ...record.info,
      id,
      db_model: true,
      ...(found.length > 0 && { problem: found.join("; ") }),
      ...stampRow(record),
    },
  };
}
