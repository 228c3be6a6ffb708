import { and, eq, gt, isNull, or, type SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { Caller } from "../../core/caller.ts";
import type { KeyHash } from "../../core/ids.ts";
import type { KeySnapshot, KeyStore } from "../key-store.ts";
import { textsOf } from "../../core/json.ts";
import { passThroughOf } from "../../core/pass-through-list.ts";
import { askD1 } from "./ask-d1.ts";
import { listHolders, listStandings } from "./list-holders.ts";
import { virtualKeys } from "./schema.ts";
import { type KeyRow, selectKeys } from "./select-keys.ts";

/**
 * The key that this is the hash of now, or was until a moment that has not come. Each part has its index, and what one
 * names no other does.
 */
const openedBy = (hash: KeyHash, nowMs: number): SQL | undefined =>
  or(
    and(eq(virtualKeys.hash, hash), isNull(virtualKeys.secretHash)),
    eq(virtualKeys.secretHash, hash),
    and(eq(virtualKeys.previousHash, hash), gt(virtualKeys.previousUntilMs, nowMs)),
  );

/** The source of truth itself: every answer is fresh. */
export class D1KeyStore implements KeyStore {
  readonly #db;
  readonly #now: () => number;

  constructor(database: D1Database, now: () => number) {
    this.#db = drizzle(database);
    this.#now = now;
  }

  async findByHash(hash: KeyHash): Promise<KeySnapshot | undefined> {
    // Taken before the question is sent: a change made meanwhile must count as later than this snapshot.
    const readAtMs = this.#now();
    const row = await askD1(async () => await selectKeys(this.#db).where(openedBy(hash, readAtMs)).get());
    if (row === undefined) return undefined;
    const { key, team } = row;
    const expiresAtMs = endOf(key, hash);
    return {
      caller: callerOf(row, hash),
      blocked: key.blocked,
      ...(team?.blocked === true && { teamBlocked: true }),
      ...(expiresAtMs !== Infinity && { expiresAtMs }),
      readAtMs,
    };
  }
}

/** A secret that another has replaced may end before the key does. */
function endOf({ expiresAtMs, previousHash, previousUntilMs }: KeyRow["key"], secret: KeyHash): number {
  const secretEndsAtMs = secret === previousHash ? previousUntilMs : null;
  return Math.min(expiresAtMs ?? Infinity, secretEndsAtMs ?? Infinity);
}

function callerOf(row: KeyRow, secret: KeyHash): Caller {
  const { key, team } = row;
  const groupModels = modelsAround(row);
  const organization = key.organizationId ?? team?.organizationId ?? undefined;
  const limits = listHolders(row);
  const allowedRoutes = textsOf(key.extra["allowed_routes"]);
  const passThrough = [key, team].flatMap((holder) => {
    const list = holder === null ? [] : passThroughOf(holder);
    return list.length === 0 ? [] : [list];
  });
  return {
    role: "key",
    key: key.hash,
    ...(secret !== key.hash && { secret }),
    models: key.models,
    aliases: team === null ? key.aliases : { ...team.modelAliases, ...key.aliases },
    standings: listStandings(row),
    ...(key.keyAlias !== null && { keyAlias: key.keyAlias }),
    ...(key.userId !== null && { user: key.userId }),
    ...(key.teamId !== null && { team: key.teamId }),
    ...(organization !== undefined && { organization }),
    ...(groupModels !== undefined && { groupModels }),
    ...(limits.length > 0 && { limits }),
    ...(allowedRoutes.length > 0 && { allowedRoutes }),
    ...(passThrough.length > 0 && { passThrough }),
  };
}

/** A user's list is for keys without a team, whose list stands in for it. */
function modelsAround({ team, user, organization }: KeyRow): Caller["groupModels"] {
  const lists = {
    ...(team !== null && team.models.length > 0 && { team: team.models }),
    ...(team === null && user !== null && user.models.length > 0 && { user: user.models }),
    ...(organization !== null && organization.models.length > 0 && { organization: organization.models }),
  };
  return Object.keys(lists).length === 0 ? undefined : lists;
}
