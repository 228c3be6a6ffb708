import { z } from "zod";
import { id } from "../../tenancy/params.ts";
import { defineLiveAction, type LiveContext, registriesOf } from "../live-context.ts";
import { groupNotFound, groupRow, namesIn } from "./group-names.ts";
import { listAll } from "../../tenancy/list-all.ts";
import { groupOutput } from "./group-output.ts";

export const listAccessGroups = defineLiveAction({
  method: "GET",
  paths: ["/access_group/list"],
  summary: "List access groups",
  permission: "see-all",
  input: z.object({}),
  output: z.object({ access_groups: z.array(groupOutput) }),
  async run(context) {
    const { live } = context;
    const rows = await listAll(registriesOf(context).accessGroups);
    const said = live.config.models.flatMap(({ accessGroups }) => accessGroups);
    const groups = new Set([...rows.map(({ accessGroup }) => accessGroup), ...said]);
    const found = [...groups].toSorted().map(async (group) => groupRow(live, group, await namesNow(context, group)));
    return { access_groups: await Promise.all(found) };
  },
});

export const getAccessGroup = defineLiveAction({
  method: "GET",
  paths: ["/access_group/:access_group/info"],
  summary: "Show an access group",
  permission: "see-all",
  input: z.object({ access_group: id }),
  output: groupOutput,
  async run(context, { access_group: group }) {
    const names = await namesNow(context, group);
    if (names.length === 0) throw groupNotFound(group);
    return groupRow(context.live, group, names);
  },
});

/** With the row as it is now, which this isolate may not have heard of. */
async function namesNow(context: LiveContext, group: string): Promise<readonly string[]> {
  const row = await registriesOf(context).accessGroups.find(group);
  const { config } = context.live;
  const live = {
    ...context.live,
    config: { ...config, accessGroups: row === undefined ? {} : { [group]: row.models } },
  };
  return namesIn(live, group);
}
