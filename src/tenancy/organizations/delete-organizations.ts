import { z } from "zod";
import { nameHolder } from "../../core/holder-name.ts";
import type { ChangedHolder } from "../../limits/spread-change.ts";
import type { KeyRecord } from "../../store/key-registry.ts";
import { defineAction } from "../action.ts";
import { removeOwnBudgets } from "../budgets/own-budget.ts";
import { keyGone, TOLD_MAX } from "../gone.ts";
import { id } from "../params.ts";
import { epochOfRemoval } from "../stamps.ts";
import { findAllTeams } from "../teams/find-team.ts";
import { removeTeams } from "../teams/remove-teams.ts";
import { findOrganization } from "./find-organization.ts";
import { removeMembersOf } from "./leave-organizations.ts";
import { shownOrganizationsOutput } from "./organization-output.ts";
import { showOrganizations } from "./show-organizations.ts";

const ORGANIZATIONS_MAX = 20;

/** Organizations with their teams and keys. None is deleted when one of them does not exist. */
export const deleteOrganizations = defineAction({
  method: "DELETE",
  paths: ["/organization/delete"],
  summary: "Delete organizations with their teams and keys",
  permission: "admin",
  input: z.object({ organization_ids: z.array(id).min(1).max(ORGANIZATIONS_MAX) }),
  output: shownOrganizationsOutput,
  async run(context, input) {
    const records = [];
    for (const each of new Set(input.organization_ids)) records.push(await findOrganization(context, each));
    const shown = await showOrganizations(context, records);
    const ids = records.map(({ organizationId }) => organizationId);
    const ofTeams = await removeTeams(context, await findAllTeams(context, { organizations: ids }));
    const removedKeys: KeyRecord[] = [];
    for (const organization of ids) removedKeys.push(...(await context.keys.removeOf({ organization })));
    const left: ChangedHolder[] = [];
    for (const each of ids) left.push(...(await removeMembersOf(context, each)));
    await context.groups.organizations.remove(ids);
    await removeOwnBudgets(
      context,
      ids.map((each) => nameHolder("organization", each)),
    );
    const told: readonly ChangedHolder[] = [
      ...records.map((record) => ({
        holder: nameHolder("organization", record.organizationId),
        epoch: epochOfRemoval(context, record),
      })),
      ...ofTeams,
      ...left,
      ...removedKeys.map((key) => keyGone(context, key, [])),
    ];
    await context.changed(told.slice(0, TOLD_MAX));
    return shown;
  },
});
