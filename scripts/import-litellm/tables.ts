import type { Table } from "./define-table.ts";
import { budgetTable } from "./map-budget.ts";
import { keyTable } from "./map-key.ts";
import { endUserTable, tagTable } from "./map-label.ts";
import { organizationMembershipTable, organizationTable } from "./map-organization.ts";
import { teamMembershipTable, teamTable } from "./map-team.ts";
import { userTable } from "./map-user.ts";

/** What is imported, by LiteLLM's names. */
export const TABLES = {
  LiteLLM_BudgetTable: budgetTable,
  LiteLLM_OrganizationTable: organizationTable,
  LiteLLM_OrganizationMembership: organizationMembershipTable,
  LiteLLM_TeamTable: teamTable,
  LiteLLM_TeamMembership: teamMembershipTable,
  LiteLLM_UserTable: userTable,
  LiteLLM_EndUserTable: endUserTable,
  LiteLLM_TagTable: tagTable,
  LiteLLM_VerificationToken: keyTable,
} as const satisfies Record<string, Table>;

/** Belongs to the rows of teams, and is read with them. */
export const ALIAS_TABLE = "LiteLLM_ModelTable";

/** What cannot be imported, and why. */
export const REFUSED_TABLES: Readonly<Record<string, string>> = {
  LiteLLM_ProxyModelTable: "their parameters are encrypted with LiteLLM's salt key: add these models again",
  LiteLLM_CredentialsTable: "their values are encrypted with LiteLLM's salt key: add these credentials again",
};

export const isImported = (name: string): name is keyof typeof TABLES => Object.hasOwn(TABLES, name);
