import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { fromUsd, toUsd } from "../../core/money.ts";
import { defineAction } from "../action.ts";
import { dollars } from "../params.ts";
import { usdOrNull } from "../row-parts.ts";
import { changeKey, findKey } from "./change-key.ts";
import { resolveKeyHash } from "./resolve-key-hash.ts";

export const resetKeySpend = defineAction({
  method: "POST",
  paths: ["/key/:key/reset_spend"],
  permission: "admin",
  input: z.object({ key: z.string(), reset_to: dollars }),
  async run(context, input) {
    const hash = resolveKeyHash(input.key);
    const before = await findKey(context, hash);
    const spend = fromUsd(input.reset_to);
    if (spend > before.spend) {
      throw new GatewayError("invalid_request", "reset_to may not be more than what the key has spent.", {
        param: "reset_to",
      });
    }
    const after = await changeKey(context, hash, { spend });
    return {
      key_hash: hash,
      spend: toUsd(after.spend),
      previous_spend: toUsd(before.spend),
      max_budget: usdOrNull(after.maxBudget),
      budget_reset_at: null,
    };
  },
});
