import { hashKey } from "../../src/auth/hash-key.ts";
import type { Caller } from "../../src/core/caller.ts";
import { asId } from "../../src/core/ids.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import type { ChangedHolder } from "../../src/limits/spread-change.ts";
import { indexModels } from "../../src/router/model-index.ts";
import { D1AuditLog } from "../../src/store/d1/d1-audit-log.ts";
import { D1GroupSearch } from "../../src/store/d1/d1-group-search.ts";
import { createD1Groups } from "../../src/store/d1/d1-groups.ts";
import { D1KeyRegistry } from "../../src/store/d1/d1-key-registry.ts";
import { D1SpendReader } from "../../src/store/d1/d1-spend-reader.ts";
import { D1StandingReader } from "../../src/store/d1/d1-standing-reader.ts";
import type { TenancyContext } from "../../src/tenancy/action.ts";
import { actions } from "../../src/tenancy/index.ts";

export const MASTER_KEY = "sk-master";
const admin: Caller = {
  role: "admin",
  key: hashKey(MASTER_KEY),
  user: asId<"user">("default_user_id"),
  models: [],
  aliases: {},
};

/** What actions run with, on a database of their own, as the holder of the master key. */
export const contextOn = (database: D1Database, now: () => number): TenancyContext => ({
  caller: admin,
  now,
  keys: new D1KeyRegistry(database),
  groups: createD1Groups(database),
  search: new D1GroupSearch(database),
  standings: new D1StandingReader(database),
  audit: new D1AuditLog(database),
  writing: (author) => ({
    keys: new D1KeyRegistry(database, { author, now }),
    groups: createD1Groups(database, { author, now }),
  }),
  accessGroups: new Map(),
  models: indexModels([], {}),
  keyCache: { forget: async () => {} },
  spend: new D1SpendReader(database),
  changed: async () => {},
  defaultKeyParams: {},
});

/** Runs the action of a route, and answers what a client would read. `route` is `GET /key/info`. */
async function perform(context: TenancyContext, route: string, input: Json = {}): Promise<Json> {
  const action = actions.find(({ method, paths }) => paths.some((path) => `${method} ${path}` === route));
  if (action === undefined) throw new Error(`There is no ${route}.`);
  const answer = JSON.parse(JSON.stringify(await action.run(context, input))) as Json;
  const broken = action.output.safeParse(answer).error;
  if (broken !== undefined) throw new Error(`${route} does not answer what it promises: ${broken.message}`);
  return answer;
}

export interface Management {
  /** As `perform`, for answers that are objects. */
  act(route: string, input?: Json, caller?: Caller): Promise<JsonObject>;
  /** The same for lists. */
  list(route: string, input?: Json, caller?: Caller): Promise<readonly JsonObject[]>;
  /** The holders that were told of since this was last asked, as names. */
  told(): readonly string[];
  /** All that was told of since the beginning. */
  readonly standings: readonly ChangedHolder[];
  /** What all tables hold: equal as long as nothing changed. */
  contents(): Promise<unknown>;
}

/** Management of a database, at a clock that stands still: epochs must grow all the same. */
export function manageOn(
  database: D1Database,
  nowMs: number,
  configured: Partial<Pick<TenancyContext, "upperKeyParams">> = {},
): Management {
  const standings: ChangedHolder[] = [];
  let seen = 0;
  const context: TenancyContext = {
    ...contextOn(database, () => nowMs),
    ...configured,
    changed: async (holders) => void standings.push(...holders),
  };
  return {
    standings,
    act: async (route, input, caller = admin) => (await perform({ ...context, caller }, route, input)) as JsonObject,
    list: async (route, input, caller = admin) =>
      (await perform({ ...context, caller }, route, input)) as readonly JsonObject[],
    told() {
      const names = standings.slice(seen).map(({ holder }) => holder);
      seen = standings.length;
      return names;
    },
    async contents() {
      const tables = [
        "virtual_keys",
        "users",
        "teams",
        "team_members",
        "organizations",
        "organization_members",
        "end_users",
        "tags",
        "budgets",
      ];
      const answers = await database.batch(
        tables.map((table) => database.prepare(`select * from ${table} order by 1, 2`)),
      );
      return answers.map(({ results }) => results);
    },
  };
}
