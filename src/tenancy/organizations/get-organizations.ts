import { z } from "zod";
import { asId } from "../../core/ids.ts";
import { defineAction, type TenancyContext } from "../action.ts";
import { listAll } from "../list-all.ts";
import { id } from "../params.ts";
import { findOrganization } from "./find-organization.ts";
import { showOrganizations } from "./show-organizations.ts";

export const getOrganization = defineAction({
  method: "GET",
  paths: ["/organization/info"],
  permission: "admin",
  input: z.object({ organization_id: id }),
  async run(context, { organization_id }) {
    return (await showOrganizations(context, [await findOrganization(context, organization_id)]))[0] ?? null;
  },
});

/** Several at once; those that do not exist are left out. */
export const getOrganizations = defineAction({
  method: "POST",
  paths: ["/organization/info"],
  permission: "admin",
  input: z.object({ organizations: z.array(id).min(1) }),
  async run(context, { organizations }) {
    const ids = organizations.map((each) => asId<"organization">(each));
    return await showOrganizations(context, await context.groups.organizations.findAll(ids));
  },
});

/** All organizations; a key's holder sees the one of that key. */
export const listOrganizations = defineAction({
  method: "GET",
  paths: ["/organization/list"],
  permission: "any-key",
  input: z.object({ org_id: z.string().optional(), org_alias: z.string().optional() }),
  async run(context, { org_id, org_alias }) {
    const visible = (await findVisible(context)).filter(
      ({ organizationId, organizationAlias }) =>
        (org_id === undefined || organizationId === org_id) &&
        (org_alias === undefined || organizationAlias?.toLowerCase().includes(org_alias.toLowerCase())),
    );
    return await showOrganizations(context, visible);
  },
});

async function findVisible({ caller, groups }: TenancyContext) {
  if (caller.role === "admin") return await listAll(groups.organizations);
  return caller.organization === undefined ? [] : await groups.organizations.findAll([caller.organization]);
}
