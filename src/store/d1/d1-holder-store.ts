import { and, eq, not, sql } from "drizzle-orm";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import { alias } from "drizzle-orm/sqlite-core";
import { parseHolder } from "../../core/holder-name.ts";
import type { BudgetId } from "../../core/ids.ts";
import type { NanoUsd } from "../../core/money.ts";
import { REGIONS } from "../../core/region.ts";
import type { HolderReader, HolderReading, HolderSnapshot, NamedHolder } from "../holder-store.ts";
import { askD1 } from "./ask-d1.ts";
import { mapLimits } from "./map-limits.ts";
import { budgets, endUsers, tags } from "./schema.ts";
import { budgetOf } from "./select-keys.ts";

/** For every end user who has no row, or none with a budget: a row of budgets, and an amount in case that says none. */
export interface EndUserDefault {
  readonly budgetId?: BudgetId;
  readonly maxBudget?: NanoUsd;
}

/** The source of truth itself: one question for all that are asked for. */
export class D1HolderStore implements HolderReader {
  readonly #db;
  readonly #default: EndUserDefault;

  constructor(database: D1Database, { endUserDefault = {} }: { readonly endUserDefault?: EndUserDefault } = {}) {
    this.#db = drizzle(database);
    this.#default = endUserDefault;
  }

  async read(holders: readonly NamedHolder[]): Promise<HolderReading> {
    const rows = await askD1(async () => await selectHolders(this.#db, holders, this.#default.budgetId));
    const { budgetId, maxBudget } = this.#default;
    const hasDefault = budgetId !== undefined || maxBudget !== undefined;
    return {
      snapshots: rows.map((row) => this.#snapshotOf(row)),
      noneExists: !hasDefault && rows.some(({ noneExists }) => noneExists === 1),
    };
  }

  #snapshotOf(row: HolderQueryRow): HolderSnapshot | undefined {
    const record = row.endUser ?? row.tag;
    const isDefault = row.isEndUser === 1 && row.budget === null;
    const maxBudget = isDefault ? (row.defaultBudget?.maxBudget ?? this.#default.maxBudget ?? null) : null;
    const limits = mapLimits(row.holder, {
      row: { ...(record !== null && { extra: record.extra, spendSetAtMs: record.spendSetAtMs }), maxBudget },
      budget: row.budget ?? row.defaultBudget,
    });
    if (record === null && limits === undefined) return undefined;
    const region = REGIONS.find((known) => known === row.endUser?.allowedModelRegion);
    return {
      // One without a row is as old as can be: a row that is made refuses its copies.
      standing: { holder: row.holder, epoch: record?.updatedAtMs ?? 0 },
      blocked: row.endUser?.blocked ?? false,
      ...(region !== undefined && { region }),
      ...(limits !== undefined && { limits }),
    };
  }
}

const defaultBudget = alias(budgets, "default_budget");
const holder = sql<NamedHolder>`asked.value ->> 0`;
const id = sql`asked.value ->> 1`;
const isEndUser = sql<number>`${holder} glob 'end_user:*'`;

/** One that only requests named has a row too, to hold what it spent, which says nothing of what it may do. */
const isRuled = sql`(${endUsers.budgetId} is not null or ${endUsers.blocked} or ${endUsers.allowedModelRegion} is not null or ${endUsers.extra} <> '{}')`;

// An id comes first everywhere, as in `selectKeys`.
const columns = {
  holder,
  isEndUser,
  noneExists: sql<number>`not exists (select 1 from ${endUsers} where ${isRuled}) and not exists (select 1 from ${tags})`,
  endUser: {
    userId: endUsers.userId,
    blocked: endUsers.blocked,
    allowedModelRegion: endUsers.allowedModelRegion,
    extra: endUsers.extra,
    spendSetAtMs: endUsers.spendSetAtMs,
    updatedAtMs: endUsers.updatedAtMs,
  },
  tag: { tagName: tags.tagName, extra: tags.extra, spendSetAtMs: tags.spendSetAtMs, updatedAtMs: tags.updatedAtMs },
  budget: budgetOf(budgets),
  defaultBudget: budgetOf(defaultBudget),
};

/** One row for each holder, in their order. */
function selectHolders(db: DrizzleD1Database, holders: readonly NamedHolder[], defaultId: BudgetId | undefined) {
  const asked = holders.map((name) => [name, ...(parseHolder(name)?.ids ?? [])]);
  const hasDefault = and(isEndUser, sql`${defaultBudget.budgetId} = ${defaultId ?? null}`);
  return db
    .select(columns)
    .from(sql`json_each(${JSON.stringify(asked)}) as asked`)
    .leftJoin(endUsers, and(isEndUser, eq(endUsers.userId, id)))
    .leftJoin(tags, and(not(isEndUser), eq(tags.tagName, id)))
    .leftJoin(budgets, eq(budgets.budgetId, sql`coalesce(${endUsers.budgetId}, ${tags.budgetId})`))
    .leftJoin(defaultBudget, hasDefault)
    .orderBy(sql`asked.key`);
}

type HolderQueryRow = Awaited<ReturnType<typeof selectHolders>>[number];
