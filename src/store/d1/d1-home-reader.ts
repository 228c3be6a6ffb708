import { and, asc, eq, gt, type SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { asId, type KeyHash } from "../../core/ids.ts";
import type { HomeReader } from "../home-reader.ts";
import type { KeyOwner } from "../key-registry.ts";
import { askD1 } from "./ask-d1.ts";
import { listHolders } from "./list-holders.ts";
import { virtualKeys } from "./schema.ts";
import { organizationOfKey, selectKeys } from "./select-keys.ts";

const HOMES_MAX = 1_000;
const KEYS_A_PAGE = 500;
/** Thousands of keys of a limited group share its home; there must be an end to reading them all the same. */
const PAGES_MAX = 20;

export class D1HomeReader implements HomeReader {
  readonly #db;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
  }

  async homesOf(holder: KeyOwner | { readonly key: KeyHash }): Promise<readonly string[]> {
    const homes = new Set<string>();
    let after = "";
    for (let page = 0; page < PAGES_MAX && homes.size < HOMES_MAX; page += 1) {
      const rows = await this.#page(ofHolder(holder), after);
      for (const { holder: limited, home = limited } of rows.flatMap(listHolders)) homes.add(home);
      const last = rows[KEYS_A_PAGE - 1];
      if (last === undefined) break;
      after = last.key.hash;
    }
    return [...homes].slice(0, HOMES_MAX);
  }

  async #page(members: SQL, after: string) {
    const { hash } = virtualKeys;
    return await askD1(
      async () =>
        await selectKeys(this.#db)
          .where(and(members, gt(hash, asId<"key-hash">(after))))
          .orderBy(asc(hash))
          .limit(KEYS_A_PAGE),
    );
  }
}

function ofHolder(holder: KeyOwner | { readonly key: KeyHash }): SQL {
  if ("key" in holder) return eq(virtualKeys.hash, holder.key);
  if ("team" in holder) return eq(virtualKeys.teamId, holder.team);
  if ("user" in holder) return eq(virtualKeys.userId, holder.user);
  return eq(organizationOfKey, holder.organization);
}
