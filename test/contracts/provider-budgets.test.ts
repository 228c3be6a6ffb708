import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { fromUsd } from "../../src/core/money.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { D1SpentReader } from "../../src/store/d1/d1-spent-reader.ts";
import { getProviderBudgets } from "../../src/tenancy/budgets/get-provider-budgets.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS, usageEvent } from "./examples.ts";
import { contextOn } from "./management.ts";

const DAY_MS = 86_400_000;
const EVENTS = [
  usageEvent("a", { provider: "openai", cost: fromUsd(1.5), startedAtMs: NOON_MS }),
  usageEvent("b", { provider: "openai", cost: fromUsd(4), startedAtMs: NOON_MS - DAY_MS }),
  usageEvent("c", { provider: "groq", cost: fromUsd(2), startedAtMs: NOON_MS - DAY_MS }),
];

test("the budgets of providers are shown with what is spent in the period at hand, or ever", async () => {
  const database = await emptyDatabase();
  await new D1LedgerStore(database).append(EVENTS);
  const context = contextOn(database, () => NOON_MS);
  const limitOf = (provider: string, limit: number, duration?: string) => ({
    [provider]: {
      holder: `provider:${provider}`,
      budgets: [{ limit: fromUsd(limit), ...(duration !== undefined && { duration }) }],
    },
  });
  const limits = { ...limitOf("openai", 10, "1d"), ...limitOf("groq", 3), ...limitOf("mistral", 1, "30d") };
  const providerBudgets = { limits, spent: new D1SpentReader(database), timeZone: "UTC" };
  const answer = (await getProviderBudgets.run({ ...context, providerBudgets }, {})) as JsonObject;
  expect(answer).toEqual({
    providers: {
      openai: {
        budget_limit: 10,
        time_period: "1d",
        spend: 1.5,
        budget_reset_at: "2026-01-16T00:00:00.000+00:00",
      },
      groq: { budget_limit: 3, time_period: null, spend: 2, budget_reset_at: null },
      mistral: { budget_limit: 1, time_period: "30d", spend: 0, budget_reset_at: "2026-02-01T00:00:00.000+00:00" },
    },
  });
  expect(await getProviderBudgets.run(context, {})).toEqual({ providers: {} });
});
