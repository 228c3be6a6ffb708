import { z } from "zod";
import { nameHolder } from "../../core/holder-name.ts";
import { defineAction } from "../action.ts";
import { resolveBudget } from "../budgets/own-budget.ts";
import { mergeExtra } from "../given.ts";
import { anything, id } from "../params.ts";
import { stampChange } from "../stamps.ts";
import { findOrganization } from "./find-organization.ts";
import { shownOrganizationOutput } from "./organization-output.ts";
import { tryUntilDone } from "../try-until-done.ts";
import { organizationFields } from "./organization-params.ts";
import { readOrganization } from "./read-organization.ts";
import { showOrganizations } from "./show-organizations.ts";

/** What is left out stays, null clears. */
export const updateOrganization = defineAction({
  method: "PATCH",
  paths: ["/organization/update"],
  summary: "Change an organization",
  permission: "admin",
  input: z.object({ ...organizationFields, organization_id: id, organization_alias: id.nullish() }).catchall(anything),
  output: shownOrganizationOutput,
  async run(context, { organization_id, ...given }) {
    const { fields, rest, ...wish } = readOrganization(given);
    const holder = nameHolder("organization", organization_id);
    const changed = await tryUntilDone(async () => {
      const { organizationId, updatedAtMs, ...before } = await findOrganization(context, organization_id);
      const budgetId = await resolveBudget(context, holder, before.budgetId, wish);
      const changes = {
        ...fields,
        ...(budgetId !== undefined && { budgetId }),
        extra: mergeExtra(before.extra, rest),
        ...stampChange(context),
      };
      return await context.groups.organizations.change(organizationId, changes, updatedAtMs);
    });
    await context.changed([{ holder, epoch: changed.updatedAtMs }]);
    return (await showOrganizations(context, [changed]))[0] ?? null;
  },
});
