import type { Caller } from "../../src/core/caller.ts";
import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import { textsOf } from "../../src/core/json.ts";
import { fromUsd } from "../../src/core/money.ts";
import { type KeyRecord, tokenOf } from "../../src/store/key-registry.ts";
import { MEMBER_ROUTES } from "../../src/tenancy/access/member-routes.ts";
import { keyRecord, NOON_MS } from "../contracts/examples.ts";
import {
  memberRecord,
  organizationMemberRecord,
  organizationRecord,
  teamRecord,
  userRecord,
} from "../contracts/group-examples.ts";
import type { Random } from "../support/random.ts";
import { type Memory, openMemory } from "./memory-stores.ts";

export const MODEL_LISTS = [[], ["a"], ["b"], ["a", "b"], ["a*"], ["pool"], ["*"], ["all-team-models"]] as const;
const OWNERS = ["ann", "mia", "tom", "ola", "otto", "vic"] as const;

const models = (random: Random): readonly string[] => (random.happens(0.5) ? [] : random.oneOf(MODEL_LISTS));
/** Half of the teams permit their plain members nothing but to look. */
export const permitted = (random: Random) => ({
  team_member_permissions: random.happens(0.5) ? [] : MEMBER_ROUTES.filter(() => random.happens(0.5)),
});
const dollars = (random: Random) => (random.happens(0.7) ? null : fromUsd(1 + random.upTo(9)));
const rate = (random: Random) => (random.happens(0.7) ? null : random.upTo(9));

/** Two tenants with limits of any kind, and a proxy admin whose rights nobody may come to. Each user has a key. */
export async function buildWorld(random: Random): Promise<{ memory: Memory; secrets: string[] }> {
  const memory = openMemory();
  const { groups, keys } = memory;
  const limits = () => ({ models: models(random), maxBudget: dollars(random), rpmLimit: rate(random) });
  const [acme, rival] = [asId<"organization">("acme"), asId<"organization">("rival")];
  for (const id of [acme, rival]) await groups.organizations.insert(organizationRecord(id, { models: models(random) }));
  await groups.teams.insert(teamRecord("blue", { ...limits(), organizationId: acme, extra: permitted(random) }));
  await groups.teams.insert(teamRecord("red", { ...limits(), organizationId: rival, extra: permitted(random) }));
  await groups.teams.insert(teamRecord("free", { ...limits(), extra: permitted(random) }));
  for (const id of OWNERS) {
    const userRole = id === "vic" ? "internal_user_viewer" : "internal_user";
    const organizationId = id === "mia" ? acme : null;
    await groups.users.insert(userRecord(id, { ...limits(), userRole, organizationId }));
  }
  await groups.users.insert(userRecord("ada", { userRole: "proxy_admin" }));
  for (const [team, user, role] of [
    ["blue", "mia", "user"],
    ["blue", "tom", "admin"],
    ["free", "tom", "admin"],
    ["free", "ann", "user"],
    ["free", "mia", "user"],
    ["red", "otto", "admin"],
  ] as const)
    await groups.members.insert(memberRecord(team, user, { role }));
  await groups.organizationMembers.insert(organizationMemberRecord("acme", "ola", { userRole: "org_admin" }));
  await groups.organizationMembers.insert(organizationMemberRecord("rival", "otto", { userRole: "org_admin" }));
  const secrets: string[] = [];
  for (const id of OWNERS) {
    const secret = `sk-of-${id}`;
    const expiresAtMs = random.happens(0.3) ? NOON_MS + 3_600_000 : null;
    const extra = {
      ...(random.happens(0.2) && { allowed_routes: ["management_routes"] }),
      ...(random.happens(0.2) && { allowed_passthrough_routes: ["/tides"] }),
    };
    const teamId = id === "tom" && random.happens(0.3) ? asId<"team">("blue") : null;
    const owner = { userId: asId<"user">(id), teamId };
    await keys.insert(keyRecord(secret, { ...limits(), ...owner, expiresAtMs, extra }));
    secrets.push(secret);
  }
  return { memory, secrets };
}

/** As authentication reads it from the database. */
export function callerOf({ groups, keys }: Memory, secret: string): { caller: Caller; key: KeyRecord } | undefined {
  const hash = hashKey(secret);
  const key = [...keys.rows.values()].find((each) => tokenOf(each) === hash || each.previousHash === hash);
  if (key === undefined || key.blocked) return undefined;
  const team = key.teamId === null ? undefined : groups.teams.rows.get(key.teamId);
  const organization = key.organizationId ?? team?.organizationId ?? undefined;
  const caller: Caller = {
    role: "key",
    key: key.hash,
    models: key.models,
    aliases: { ...team?.modelAliases, ...key.aliases },
    ...(key.userId !== null && { user: key.userId }),
    ...(key.teamId !== null && { team: key.teamId }),
    ...(organization !== undefined && { organization }),
    allowedRoutes: textsOf(key.extra["allowed_routes"]),
  };
  return { caller, key };
}
