import { z } from "zod";
import { nameHolder } from "../../core/holder-name.ts";
import { defineAction } from "../action.ts";
import { resolveBudget } from "../budgets/own-budget.ts";
import { mergeExtra } from "../given.ts";
import { anything, id } from "../params.ts";
import { changeCustomer, findCustomer } from "./change-customer.ts";
import { customerFields } from "./customer-params.ts";
import { readCustomer } from "./read-customer.ts";
import { showCustomers } from "./show-customers.ts";

/** What is left out stays, null clears. */
export const updateCustomer = defineAction({
  method: "POST",
  paths: ["/customer/update", "/end_user/update"],
  permission: "admin",
  input: z.object({ ...customerFields, user_id: id }).catchall(anything),
  async run(context, { user_id, ...given }) {
    const { fields, rest, ...wish } = readCustomer(given);
    const before = await findCustomer(context, user_id, "user_id");
    const budgetId = await resolveBudget(context, nameHolder("end_user", user_id), before.budgetId, wish);
    const customer = await changeCustomer(context, user_id, {
      ...fields,
      ...(budgetId !== undefined && { budgetId }),
      extra: mergeExtra(before.extra, rest),
    });
    return (await showCustomers(context, [customer]))[0] ?? null;
  },
});
