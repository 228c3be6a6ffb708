import { isArray, isObject, type Json, type JsonObject, numberOf, textOf, textsOf } from "../../core/json.ts";
import { fromUsd } from "../../core/money.ts";
import { passThroughOf } from "../../core/pass-through-list.ts";
import type { BudgetRecord } from "../../store/group-registry.ts";
import { addDuration } from "../duration.ts";
import { NO_LIMITS, type Limits } from "../read-limits.ts";

/** So much within each period; `Infinity` is for ever. */
interface Allowance {
  readonly amount: number;
  readonly periodMs: number;
}

/** What a holder may do, in a form in which two can be compared. */
export interface Powers {
  /** As keys list them; empty means all. */
  readonly models: readonly string[];
  /** Name → model. An alias is allowed by its own name, whatever it leads to. */
  readonly aliases: Readonly<Record<string, string>>;
  /** As `allowed_routes` of a key; empty means all. */
  readonly routes: readonly string[];
  /** As `allowed_passthrough_routes`; empty means all. */
  readonly passThrough: readonly string[];
  /** `Infinity`: never. */
  readonly expiresAtMs: number;
  /** By the name of the field, or `model_rpm_limit.gpt-4o`; what is absent is unlimited. */
  readonly limits: Readonly<Record<string, Allowance>>;
}

/** A key, user, team or organization. What some of them do not have is left out. */
interface Holder extends Partial<Limits> {
  readonly models: readonly string[];
  readonly aliases?: Readonly<Record<string, string>>;
  readonly modelAliases?: Readonly<Record<string, string>>;
  readonly expiresAtMs?: number | null;
  readonly metadata: JsonObject;
  readonly extra: JsonObject;
}

const MINUTE_MS = 60_000;
const RATES = { rpmLimit: "rpm_limit", tpmLimit: "tpm_limit", maxParallelRequests: "max_parallel_requests" } as const;

/** `budget` stands behind the holder's own limits, field by field. */
export function powersOf(holder: Holder, budget?: BudgetRecord): Powers {
  const own = { ...NO_LIMITS, ...holder };
  const rates = (["rpmLimit", "tpmLimit", "maxParallelRequests"] as const).flatMap((name) => {
    const amount = own[name] ?? budget?.[name] ?? null;
    return amount === null ? [] : [[RATES[name], { amount, periodMs: MINUTE_MS }] as const];
  });
  const money = own.maxBudget === null ? budget : own;
  return {
    models: holder.models,
    aliases: { ...holder.modelAliases, ...holder.aliases },
    routes: textsOf(holder.extra["allowed_routes"]),
    passThrough: passThroughOf(holder),
    expiresAtMs: holder.expiresAtMs ?? Infinity,
    limits: Object.fromEntries([
      ...rates,
      ...(money === undefined || money.maxBudget === null
        ? []
        : [["max_budget", allowance(money.maxBudget + increaseOf(holder), money.budgetDuration)] as const]),
      ...limitsByModel(holder, budget),
    ]),
  };
}

/** A field without a column, which LiteLLM also takes inside of `metadata`. */
const fieldOf = ({ extra, metadata }: Holder, name: string): Json | undefined => extra[name] ?? metadata[name];

const increaseOf = (holder: Holder): number => fromUsd(numberOf(fieldOf(holder, "temp_budget_increase")) ?? 0);

const allowance = (amount: number, duration: string | null | undefined): Allowance => ({
  amount,
  periodMs: typeof duration === "string" ? (addDuration(0, duration) ?? Infinity) : Infinity,
});

function limitsByModel(holder: Holder, budget: BudgetRecord | undefined): [string, Allowance][] {
  const rates = ["model_rpm_limit", "model_tpm_limit"].flatMap((name) =>
    entriesOf(fieldOf(holder, name)).flatMap(([model, amount]): [string, Allowance][] =>
      typeof amount === "number" ? [[`${name}.${model}`, { amount, periodMs: MINUTE_MS }]] : [],
    ),
  );
  const budgets = [...entriesOf(budget?.modelMaxBudget), ...entriesOf(fieldOf(holder, "model_max_budget"))];
  return [...budgets.flatMap(([model, limits]) => (isObject(limits) ? limitsOfModel(model, limits) : [])), ...rates];
}

function limitsOfModel(model: string, limits: JsonObject): [string, Allowance][] {
  const dollars = Number(limits["max_budget"] ?? limits["budget_limit"] ?? Number.NaN);
  const duration = textOf(limits["budget_duration"] ?? limits["time_period"]);
  return [
    ...(Number.isNaN(dollars) ? [] : [[`model_max_budget.${model}`, allowance(fromUsd(dollars), duration)] as const]),
    ...(["rpm_limit", "tpm_limit"] as const).flatMap((name) => {
      const amount = numberOf(limits[name]);
      return amount === undefined ? [] : [[`model_${name}.${model}`, { amount, periodMs: MINUTE_MS }] as const];
    }),
  ].map(([name, value]) => [name, value]);
}

const entriesOf = (value: Json | undefined): readonly (readonly [string, Json | undefined])[] =>
  isObject(value) && !isArray(value) ? Object.entries(value) : [];
