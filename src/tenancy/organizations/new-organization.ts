import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import { asId } from "../../core/ids.ts";
import { zeroUsd } from "../../core/money.ts";
import type { OrganizationRecord } from "../../store/group-registry.ts";
import { defineAction } from "../action.ts";
import { resolveBudget } from "../budgets/own-budget.ts";
import { withoutNulls } from "../given.ts";
import { anything, id } from "../params.ts";
import { stampNew } from "../stamps.ts";
import { organizationOutput } from "./organization-output.ts";
import { organizationFields } from "./organization-params.ts";
import { readOrganization } from "./read-organization.ts";
import { organizationRow } from "./show-organizations.ts";

export const newOrganization = defineAction({
  method: "POST",
  paths: ["/organization/new"],
  summary: "Make an organization",
  permission: "admin",
  input: z.object({ ...organizationFields, organization_id: id.nullish(), organization_alias: id }).catchall(anything),
  output: organizationOutput,
  async run(context, { organization_id, ...given }) {
    const { organizations } = context.groups;
    const { fields, rest, limits, budgetId } = readOrganization(given);
    const organizationId = asId<"organization">(organization_id ?? crypto.randomUUID());
    if ((await organizations.find(organizationId)) !== undefined) throw organizationExists(organizationId);
    // One without limits has a budget row too, as in LiteLLM, so that it can be given some later.
    const wish = { budgetId, limits: typeof budgetId === "string" ? limits : (limits ?? {}) };
    const budget = await resolveBudget(context, nameHolder("organization", organizationId), null, wish);
    const record: OrganizationRecord = {
      organizationAlias: null,
      models: [],
      metadata: {},
      spend: zeroUsd,
      ...fields,
      organizationId,
      budgetId: budget ?? null,
      extra: withoutNulls(rest),
      ...stampNew(context),
    };
    if ((await organizations.insert(record)) === "taken") throw organizationExists(organizationId);
    return organizationRow(record);
  },
});

const organizationExists = (organization: string) =>
  new GatewayError("object_exists", `Organization ${organization} already exists.`, { param: "organization_id" });
