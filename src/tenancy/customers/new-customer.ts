import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import { defineAction } from "../action.ts";
import { resolveBudget } from "../budgets/own-budget.ts";
import { withoutNulls } from "../given.ts";
import { anything, id } from "../params.ts";
import { tellCustomer } from "./change-customer.ts";
import { describeCustomer } from "./create-customer.ts";
import { customerOutput } from "./customer-output.ts";
import { customerFields } from "./customer-params.ts";
import { readCustomer } from "./read-customer.ts";
import { showCustomers } from "./show-customers.ts";

export const newCustomer = defineAction({
  method: "POST",
  paths: ["/customer/new", "/end_user/new"],
  summary: "Make a customer",
  permission: "admin",
  input: z.object({ ...customerFields, user_id: id }).catchall(anything),
  output: customerOutput,
  async run(context, { user_id, ...given }) {
    const { endUsers } = context.groups;
    const { fields, rest, ...wish } = readCustomer(given);
    if ((await endUsers.find(user_id)) !== undefined) throw customerExists(user_id);
    const budgetId = await resolveBudget(context, nameHolder("end_user", user_id), null, wish);
    const customer = describeCustomer(context, user_id, {
      ...fields,
      budgetId: budgetId ?? null,
      extra: withoutNulls(rest),
    });
    if ((await endUsers.insert(customer)) === "taken") throw customerExists(user_id);
    await tellCustomer(context, customer);
    return (await showCustomers(context, [customer]))[0] ?? null;
  },
});

const customerExists = (user: string) =>
  new GatewayError("object_exists", `Customer already exists, passed user_id=${user}. Please pass a new user_id.`, {
    param: "user_id",
  });
