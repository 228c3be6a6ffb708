import { z } from "zod";
import { checkModelAccess } from "../../auth/check-model-access.ts";
import { GatewayError } from "../../core/errors.ts";
import { id } from "../../tenancy/params.ts";
import { defineLiveAction } from "../live-context.ts";
import { listParams } from "./list-params.ts";

export const getSupportedParams = defineLiveAction({
  method: "GET",
  paths: ["/utils/supported_openai_params"],
  summary: "List OpenAI's fields that a model takes",
  permission: "any-key",
  input: z.object({ model: id }),
  output: z.object({ supported_openai_params: z.array(z.string()) }),
  async run({ caller, models, accessGroups, live }, { model }) {
    checkModelAccess(caller, model, accessGroups);
    const deployments = models.find(model)?.deployments ?? [];
    const params = deployments.flatMap((each) => listParams(live.adapterOf(each.provider), each) ?? []);
    if (params.length === 0)
      throw new GatewayError("model_not_found", `No chat model answers to model=${model.slice(0, 200)}`, {
        param: "model",
      });
    return await Promise.resolve({ supported_openai_params: [...new Set(params)] });
  },
});
