import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { id, texts } from "../../tenancy/params.ts";
import { stampNew } from "../../tenancy/stamps.ts";
import { defineLiveAction, registriesOf } from "../live-context.ts";
import { checkModelNames, countDeployments, namesIn } from "./group-names.ts";
import { changedGroupOutput } from "./group-output.ts";

export const newAccessGroup = defineLiveAction({
  method: "POST",
  paths: ["/access_group/new"],
  summary: "Make an access group of models",
  permission: "admin",
  input: z.object({ access_group: id, model_names: texts.min(1) }),
  output: changedGroupOutput,
  async run(context, { access_group: accessGroup, model_names: models }) {
    const { live } = context;
    checkModelNames(live, models);
    const record = { accessGroup, models, extra: {}, ...stampNew(context) };
    if (
      namesIn(live, accessGroup).length > 0 ||
      (await registriesOf(context).accessGroups.insert(record)) === "taken"
    ) {
      const message = `Access group '${accessGroup}' already exists`;
      throw new GatewayError("object_exists", message, { param: "access_group" });
    }
    live.changed();
    return { access_group: accessGroup, model_names: models, models_updated: countDeployments(live, models) };
  },
});
