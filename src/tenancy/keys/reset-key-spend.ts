import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import { fromUsd, toUsd } from "../../core/money.ts";
import { tokenOf } from "../../store/key-registry.ts";
import { defineAction } from "../action.ts";
import { showPeriod } from "../budgets/show-period.ts";
import { dollars } from "../params.ts";
import { usdOrNull } from "../row-parts.ts";
import { changeKey, findKey } from "./change-key.ts";
import { spendResetOutput } from "./key-output.ts";

export const resetKeySpend = defineAction({
  method: "POST",
  paths: ["/key/:key/reset_spend"],
  summary: "Set back what a key has spent",
  permission: "admin",
  input: z.object({ key: z.string(), reset_to: dollars }),
  output: spendResetOutput,
  async run(context, input) {
    const before = await findKey(context, input.key);
    const holder = nameHolder("key", before.hash);
    const unset = { spend: toUsd(before.spend), budget_reset_at: null };
    const shown = await showPeriod(context, holder, before, unset);
    if (input.reset_to > Number(shown["spend"])) {
      throw new GatewayError("invalid_request", "reset_to may not be more than what the key has spent.", {
        param: "reset_to",
      });
    }
    const after = await changeKey(context, before.hash, { spend: fromUsd(input.reset_to) });
    return {
      key_hash: tokenOf(after),
      spend: toUsd(after.spend),
      previous_spend: shown["spend"] ?? null,
      max_budget: usdOrNull(after.maxBudget),
      budget_reset_at: shown["budget_reset_at"] ?? null,
    };
  },
});
