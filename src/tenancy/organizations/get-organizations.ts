import { z } from "zod";
import { nameHolder } from "../../core/holder-name.ts";
import { asId } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import type { OrganizationRecord } from "../../store/group-registry.ts";
import { seesAll } from "../access/actor.ts";
import { targetOfOrganization } from "../access/targets.ts";
import { type ActionContext, defineAction } from "../action.ts";
import { showPeriod } from "../budgets/show-period.ts";
import { listAll } from "../list-all.ts";
import { id } from "../params.ts";
import { findOrganization } from "./find-organization.ts";
import { shownOrganizationOutput, shownOrganizationsOutput } from "./organization-output.ts";
import { showOrganizations } from "./show-organizations.ts";

export const getOrganization = defineAction({
  method: "GET",
  paths: ["/organization/info"],
  summary: "Show an organization with its teams and members",
  permission: "see-organization",
  input: z.object({ organization_id: id }),
  over: { param: "organization_id", find: async (_, { organization_id }) => [targetOfOrganization(organization_id)] },
  output: shownOrganizationOutput,
  async run(context, { organization_id }) {
    const [row = null] = await showNow(context, [await findOrganization(context, organization_id)]);
    return row;
  },
});

/** Several at once; those that do not exist are left out. */
export const getOrganizations = defineAction({
  method: "POST",
  paths: ["/organization/info"],
  summary: "Show several organizations",
  permission: "see-organization",
  input: z.object({ organizations: z.array(id).min(1) }),
  over: { param: "organizations", find: async (_, { organizations }) => organizations.map(targetOfOrganization) },
  output: shownOrganizationsOutput,
  async run(context, { organizations }) {
    const ids = organizations.map((each) => asId<"organization">(each));
    return await showNow(context, await context.groups.organizations.findAll(ids));
  },
});

/** All organizations that the caller may see: those where the user of the key is a member, and that of the key. */
export const listOrganizations = defineAction({
  method: "GET",
  paths: ["/organization/list"],
  summary: "List the organizations the caller may see",
  permission: "any-key",
  input: z.object({ org_id: z.string().optional(), org_alias: z.string().optional() }),
  output: shownOrganizationsOutput,
  async run(context, { org_id, org_alias }) {
    const visible = (await findVisible(context)).filter(
      ({ organizationId, organizationAlias }) =>
        (org_id === undefined || organizationId === org_id) &&
        (org_alias === undefined || organizationAlias?.toLowerCase().includes(org_alias.toLowerCase())),
    );
    return await showOrganizations(context, visible);
  },
});

/** With what each has spent in the period at hand. */
async function showNow(context: ActionContext, records: readonly OrganizationRecord[]): Promise<JsonObject[]> {
  const rows = await showOrganizations(context, records);
  const shown = records.map((record, n) =>
    showPeriod(context, nameHolder("organization", record.organizationId), record, rows[n] ?? {}),
  );
  return await Promise.all(shown);
}

async function findVisible({ actor, groups }: ActionContext) {
  if (seesAll(actor)) return await listAll(groups.organizations);
  const { userId, keyOrganization, organizations } = actor;
  const visible = [
    ...organizations,
    ...(userId === undefined || keyOrganization === undefined ? [] : [keyOrganization]),
  ];
  return visible.length === 0 ? [] : await groups.organizations.findAll(visible);
}
