import { z } from "zod";
import { id, texts } from "../../tenancy/params.ts";
import { stampChange } from "../../tenancy/stamps.ts";
import { defineLiveAction, type LiveContext, registriesOf } from "../live-context.ts";
import { checkModelNames, countDeployments, groupNotFound, isPublished, namesIn } from "./group-names.ts";
import { changedGroupOutput, deletedGroupOutput } from "./group-output.ts";

export const updateAccessGroup = defineLiveAction({
  method: "PUT",
  paths: ["/access_group/:access_group/update"],
  summary: "Change an access group",
  permission: "admin",
  input: z.object({ access_group: id, model_names: texts.min(1) }),
  output: changedGroupOutput,
  async run(context, { access_group: group, model_names: models }) {
    checkModelNames(context.live, models);
    const changed = await registriesOf(context).accessGroups.change(group, { models, ...stampChange(context) });
    if (changed === undefined) throw missing(context, group);
    context.live.changed();
    return { access_group: group, model_names: models, models_updated: countDeployments(context.live, models) };
  },
});

export const deleteAccessGroup = defineLiveAction({
  method: "DELETE",
  paths: ["/access_group/:access_group/delete"],
  summary: "Delete an access group",
  permission: "admin",
  input: z.object({ access_group: id }),
  output: deletedGroupOutput,
  async run(context, { access_group: group }) {
    const { accessGroups } = registriesOf(context);
    const row = await accessGroups.find(group);
    if (row === undefined || (await accessGroups.remove([group])).length === 0) throw missing(context, group);
    context.live.changed();
    const count = countDeployments(context.live, row.models);
    return { access_group: group, models_updated: count, message: `Access group '${group}' deleted successfully` };
  },
});

const missing = ({ live }: LiveContext, group: string) =>
  namesIn(live, group).length > 0 ? isPublished(group) : groupNotFound(group);
