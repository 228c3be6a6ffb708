import { textsOf } from "../../core/json.ts";
import { passThroughOf } from "../../core/pass-through-list.ts";
import type { TeamRecord } from "../../store/group-registry.ts";
import type { KeyRecord } from "../../store/key-registry.ts";
import { isAdmin } from "../access/actor.ts";
import {
  checkGrant,
  excessOf,
  findOwnKey,
  type Grant,
  powersOfKey,
  powersOfOrganization,
} from "../access/check-grant.ts";
import { judgePermission } from "../access/judge-permission.ts";
import { type Powers, powersOf } from "../access/powers.ts";
import { targetOfKey } from "../access/targets.ts";
import type { ActionContext } from "../action.ts";
import { teamsAround } from "../gone.ts";
import { findMisplaced } from "./place-key.ts";

/** A key that names another user manages nothing: it would have that user's rights. */
const FOR_OTHERS: Powers = {
  models: [],
  aliases: {},
  routes: ["llm_api_routes"],
  passThrough: [],
  expiresAtMs: Infinity,
  limits: {},
};

/** A new key within what the one that asks may do: limits that are left out are those of the asking key. */
export async function grantKey(context: ActionContext, record: KeyRecord, userIsNew: boolean): Promise<KeyRecord> {
  if (isAdmin(context.actor)) return record;
  const own = await findOwnKey(context);
  const isForOther = !userIsNew && record.userId !== null && record.userId !== context.actor.userId;
  const routes = textsOf(own.extra["allowed_routes"]);
  const passThrough = passThroughOf(own);
  const granted: KeyRecord = {
    ...record,
    models: record.models.length > 0 ? record.models : own.models,
    expiresAtMs: record.expiresAtMs ?? own.expiresAtMs,
    ...(record.maxBudget === null && { maxBudget: own.maxBudget, budgetDuration: own.budgetDuration }),
    rpmLimit: record.rpmLimit ?? own.rpmLimit,
    tpmLimit: record.tpmLimit ?? own.tpmLimit,
    maxParallelRequests: record.maxParallelRequests ?? own.maxParallelRequests,
    extra: {
      ...record.extra,
      ...(textsOf(record.extra["allowed_routes"]).length === 0 && {
        allowed_routes: routes.length === 0 && isForOther ? FOR_OTHERS.routes : routes,
      }),
      ...(passThrough.length > 0 && passThroughOf(record).length === 0 && { allowed_passthrough_routes: passThrough }),
    },
  };
  await checkKeyGrant(context, granted, undefined, { userIsNew });
  return granted;
}

/** Throws `route_denied`, and names the field, where a key is more than who makes or changes it may give. `isHandedOver`: they get it. */
export async function checkKeyGrant(
  context: ActionContext,
  record: KeyRecord,
  before: KeyRecord | undefined,
  { userIsNew = false, isHandedOver = false } = {},
): Promise<void> {
  const { actor } = context;
  if (isAdmin(actor)) return;
  const [team] = await teamsAround(context, [record]);
  const moved = isMoved(record, before);
  const misplaced = moved ? findMisplaced(actor, record, team) : undefined;
  const forbidden = misplaced ?? findForbidden(context, record, before, team);
  if (forbidden !== undefined) throw excessOf(forbidden);
  const powers = await powersOfKey(context, record);
  const grant: Grant = { powers, before: before && (await powersOfKey(context, before)) };
  // Whoever gets the key itself may do all that it may, also what it could do before.
  const given: Grant = isHandedOver ? { powers } : grant;
  checkGrant(context, await powersOfKey(context, await findOwnKey(context)), given, "apart");
  if (!userIsNew && record.userId !== null && record.userId !== actor.userId) {
    const isSameUser = before?.userId === record.userId;
    checkGrant(context, FOR_OTHERS, isSameUser ? given : { powers }, "apart");
  }
  // What the groups before allowed says nothing of those around it now.
  const here = moved ? { powers } : grant;
  for (const group of await powersAround(context, record, team)) checkGrant(context, group, here, "around");
}

const isMoved = (record: KeyRecord, before: KeyRecord | undefined): boolean =>
  (["userId", "teamId", "organizationId"] as const).some((field) => record[field] !== before?.[field]);

/** What only admins change; and only who may block a key ends its block. */
function findForbidden(
  { actor }: ActionContext,
  record: KeyRecord,
  before: KeyRecord | undefined,
  team: TeamRecord | undefined,
): string | undefined {
  if (record.spend !== (before?.spend ?? 0)) return "spend";
  if (record.budgetId !== (before?.budgetId ?? null)) return "budget_id";
  const mayBlock = judgePermission(actor, "block-key", [targetOfKey(record, team === undefined ? [] : [team])]);
  return before?.blocked === true && !record.blocked && !mayBlock ? "blocked" : undefined;
}

async function powersAround(
  context: ActionContext,
  record: KeyRecord,
  team: TeamRecord | undefined,
): Promise<readonly Powers[]> {
  const { groups } = context;
  const organizationId = record.organizationId ?? team?.organizationId ?? null;
  const organization = organizationId === null ? undefined : await groups.organizations.find(organizationId);
  // A team's list of models stands in for that of the user.
  const user = team !== undefined || record.userId === null ? undefined : await groups.users.find(record.userId);
  return [
    ...(user === undefined ? [] : [powersOf(user)]),
    ...(team === undefined ? [] : [powersOf(team)]),
    ...(organization === undefined ? [] : [await powersOfOrganization(context, organization)]),
  ];
}
