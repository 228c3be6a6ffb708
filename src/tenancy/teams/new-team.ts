import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { asId } from "../../core/ids.ts";
import { zeroUsd } from "../../core/money.ts";
import type { TeamMemberRecord, TeamRecord } from "../../store/group-registry.ts";
import { targetOfOrganization } from "../access/targets.ts";
import { defineAction } from "../action.ts";
import { withoutNulls } from "../given.ts";
import { checkOrganization } from "../organizations/find-organization.ts";
import { anything, id } from "../params.ts";
import { NO_LIMITS } from "../read-limits.ts";
import { stampNew } from "../stamps.ts";
import { insertUser } from "../users/create-user.ts";
import { addMember, resolveNewcomers } from "./add-member.ts";
import { checkTeamGrant } from "./grant-team.ts";
import { withMemberBudget } from "./member-budget.ts";
import { newMember } from "./member-params.ts";
import { readTeam } from "./read-team.ts";
import { teamOutput } from "./team-output.ts";
import { teamFields } from "./team-params.ts";
import { teamRow } from "./team-row.ts";

const MEMBERS_MAX = 50;

export const newTeam = defineAction({
  method: "POST",
  paths: ["/team/new"],
  summary: "Make a team",
  permission: "manage-team",
  over: {
    param: "organization_id",
    find: async (_, { organization_id }) => [targetOfOrganization(organization_id ?? "")],
  },
  input: z
    .object({
      ...teamFields,
      team_id: id.nullish(),
      members_with_roles: z.array(newMember).max(MEMBERS_MAX).nullish(),
    })
    .catchall(anything),
  output: teamOutput,
  async run(context, { team_id, members_with_roles: members, ...given }) {
    const { fields, rest, memberLimits } = readTeam(given);
    await checkOrganization(context, fields.organizationId);
    const teamId = asId<"team">(team_id ?? crypto.randomUUID());
    const team: TeamRecord = {
      teamAlias: null,
      organizationId: null,
      models: [],
      modelAliases: {},
      metadata: {},
      blocked: false,
      spend: zeroUsd,
      ...NO_LIMITS,
      ...fields,
      teamId,
      extra: withoutNulls(rest),
      ...stampNew(context),
    };
    await checkTeamGrant(context, team, undefined);
    if ((await context.groups.teams.find(teamId)) !== undefined) throw teamExists(teamId);
    const { users, unknown } = await resolveNewcomers(context, members ?? []);
    for (const user of unknown) await insertUser(context, user);
    const metadata = await withMemberBudget(context, { teamId, metadata: {} }, team.metadata, memberLimits);
    const made = { ...team, metadata };
    if ((await context.groups.teams.insert(made)) === "taken") throw teamExists(teamId);
    const joined: TeamMemberRecord[] = [];
    for (const [n, user] of users.entries()) {
      joined.push(await addMember(context, made, user, members?.[n]?.role ?? "user", undefined));
    }
    return teamRow(made, joined, context);
  },
});

const teamExists = (team: string) =>
  new GatewayError("object_exists", `Team id = ${team} already exists. Please use a different team id.`, {
    param: "team_id",
  });
