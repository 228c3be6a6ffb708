import { z } from "zod";
import { nameHolder } from "../../src/core/holder-name.ts";
import { textOf } from "../../src/core/json.ts";
import { aliases, id, json, list, resetColumns } from "./columns.ts";
import type { Reset } from "./carry-spend.ts";
import { parseRow } from "./parse-row.ts";
import { readDump } from "./read-dump.ts";

export interface Member {
  readonly role: "admin" | "user";
  readonly email: string | undefined;
}

/** What rows say about rows of other tables, which may come earlier in the dump. */
export interface Facts {
  readonly nowMs: number;
  readonly budgets: ReadonlyMap<string, Reset>;
  readonly organizations: ReadonlySet<string>;
  /** Of the teams that refer to them by number. */
  readonly modelAliases: ReadonlyMap<number, Readonly<Record<string, string>>>;
  readonly teams: ReadonlyMap<string, TeamFacts>;
  /** Which members have rows of their own: `membershipId` of each. */
  readonly memberships: ReadonlySet<string>;
}

export const membershipId = (team: string, user: string): string => nameHolder("team_member", team, user);

interface TeamFacts {
  /** Of members without a budget of their own. */
  readonly memberBudget: string | undefined;
  readonly members: ReadonlyMap<string, Member>;
  /** Some are listed by their address alone. */
  readonly hasUnnamed: boolean;
}

const budgetRow = z.object({ budget_id: id, ...resetColumns });
const modelRow = z.object({ id: z.int(), model_aliases: aliases });
const organizationRow = z.object({ organization_id: id });
const membershipRow = z.object({ team_id: id, user_id: id });
const teamRow = z.object({ team_id: id, metadata: json, members_with_roles: list });

/** Reads the dump once, for these facts alone. A row that is wrong is passed over: reading it as a whole tells of it. */
export async function gatherFacts(file: string, nowMs: number): Promise<Facts> {
  const budgets = new Map<string, Reset>();
  const organizations = new Set<string>();
  const modelAliases = new Map<number, Readonly<Record<string, string>>>();
  const teams = new Map<string, TeamFacts>();
  const memberships = new Set<string>();
  const readers: Readonly<Record<string, (row: unknown) => void>> = {
    LiteLLM_BudgetTable: (row) => {
      const { data } = budgetRow.safeParse(row);
      if (data !== undefined) budgets.set(data.budget_id, data);
    },
    LiteLLM_OrganizationTable: (row) => {
      const { data } = organizationRow.safeParse(row);
      if (data !== undefined) organizations.add(data.organization_id);
    },
    LiteLLM_ModelTable: (row) => {
      const { data } = modelRow.safeParse(row);
      if (data !== undefined) modelAliases.set(data.id, data.model_aliases);
    },
    LiteLLM_TeamTable: (row) => {
      const { data } = teamRow.safeParse(row);
      if (data !== undefined) teams.set(data.team_id, teamFacts(data));
    },
    LiteLLM_TeamMembership: (row) => {
      const { data } = membershipRow.safeParse(row);
      if (data !== undefined) memberships.add(membershipId(data.team_id, data.user_id));
    },
  };
  for await (const { table, text } of readDump(file)) readers[table]?.(parseRow(text));
  return { nowMs, budgets, organizations, modelAliases, teams, memberships };
}

function teamFacts({ metadata, members_with_roles: members }: z.output<typeof teamRow>): TeamFacts {
  const named = members.flatMap((member) => {
    const user = textOf(member["user_id"]);
    const role = member["role"] === "admin" ? ("admin" as const) : ("user" as const);
    return user ? [[user, { role, email: textOf(member["user_email"]) }] as const] : [];
  });
  const memberBudget = textOf(metadata["team_member_budget_id"]);
  return { memberBudget, members: new Map(named), hasUnnamed: named.length < members.length };
}
