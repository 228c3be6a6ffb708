import { tokenOf } from "../store/key-registry.ts";
import type { ActionContext } from "./action.ts";

interface Rows<Row, Id> {
  find(id: Id): Promise<Row | undefined>;
  findAll(ids: readonly Id[]): Promise<readonly Row[]>;
}

/**
 * The same context for one who asks about many things at once: rows that are wanted in the same turn are one question to the
 * database, and no row is asked for twice. For reading alone: it does not hear of what is written.
 */
export function gatherReads(context: ActionContext): ActionContext {
  const { keys, groups } = context;
  return {
    ...context,
    keys: gather(keys, (key) => [key.hash, tokenOf(key), ...(key.previousHash === null ? [] : [key.previousHash])]),
    groups: {
      ...groups,
      users: gather(groups.users, ({ userId }) => [userId]),
      teams: gather(groups.teams, ({ teamId }) => [teamId]),
      organizations: gather(groups.organizations, ({ organizationId }) => [organizationId]),
      budgets: gather(groups.budgets, ({ budgetId }) => [budgetId]),
    },
  };
}

function gather<Row, Id, All extends Rows<Row, Id>>(
  rows: All & Rows<Row, Id>,
  namesOf: (row: Row) => readonly Id[],
): All {
  const answers = new Map<Id, Promise<Row | undefined>>();
  let turn: { readonly ids: Id[]; readonly found: Promise<ReadonlyMap<Id, Row>> } | undefined;

  const begin = () => {
    const ids: Id[] = [];
    const found = Promise.resolve().then(async () => {
      turn = undefined;
      const all = await rows.findAll(ids);
      return new Map(all.flatMap((row) => namesOf(row).map((name) => [name, row] as const)));
    });
    return { ids, found };
  };
  const ask = async (id: Id): Promise<Row | undefined> => {
    turn ??= begin();
    turn.ids.push(id);
    return (await turn.found).get(id);
  };
  const find = async (id: Id): Promise<Row | undefined> => {
    const answer = answers.get(id) ?? ask(id);
    answers.set(id, answer);
    return await answer;
  };
  const reads: Rows<Row, Id> = {
    find,
    findAll: async (ids) => (await Promise.all(ids.map(find))).flatMap((row) => row ?? []),
  };
  return new Proxy(rows, {
    get(target, name) {
      if (name === "find" || name === "findAll") return reads[name];
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function"
        ? (...given: unknown[]): unknown => Reflect.apply(value, target, given)
        : value;
    },
  });
}
