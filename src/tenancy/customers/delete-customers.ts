import { z } from "zod";
import { nameHolder } from "../../core/holder-name.ts";
import { defineAction } from "../action.ts";
import { removeOwnBudgets } from "../budgets/own-budget.ts";
import { id } from "../params.ts";
import { epochOfRemoval } from "../stamps.ts";
import { customerNotFound } from "./change-customer.ts";

const CUSTOMERS_MAX = 100;

/** None is deleted when one of them does not exist. */
export const deleteCustomers = defineAction({
  method: "POST",
  paths: ["/customer/delete", "/end_user/delete"],
  summary: "Delete customers",
  permission: "admin",
  input: z.object({ user_ids: z.array(id).min(1).max(CUSTOMERS_MAX) }),
  output: z.object({ deleted_customers: z.int(), message: z.string() }),
  async run(context, { user_ids }) {
    const { endUsers } = context.groups;
    const known = await endUsers.findAll(user_ids);
    const missing = user_ids.find((user) => !known.some(({ userId }) => userId === user));
    if (missing !== undefined) throw customerNotFound(missing, "user_ids");
    const gone = await endUsers.remove(user_ids);
    const holders = known.map((customer) => ({
      holder: nameHolder("end_user", customer.userId),
      epoch: epochOfRemoval(context, customer),
    }));
    await removeOwnBudgets(
      context,
      holders.map(({ holder }) => holder),
    );
    await context.changed(holders);
    return { deleted_customers: gone.length, message: `Successfully deleted customers with ids: ${gone.join(", ")}` };
  },
});
