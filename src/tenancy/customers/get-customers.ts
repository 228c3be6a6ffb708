import { z } from "zod";
import { nameHolder } from "../../core/holder-name.ts";
import { defineAction } from "../action.ts";
import { showPeriod } from "../budgets/show-period.ts";
import { listAll } from "../list-all.ts";
import { id } from "../params.ts";
import { findCustomer } from "./change-customer.ts";
import { customerOutput, customersOutput } from "./customer-output.ts";
import { showCustomers } from "./show-customers.ts";

export const getCustomer = defineAction({
  method: "GET",
  paths: ["/customer/info", "/end_user/info"],
  summary: "Show a customer",
  permission: "see-all",
  input: z.object({ end_user_id: id }),
  output: customerOutput,
  async run(context, { end_user_id }) {
    const record = await findCustomer(context, end_user_id, "end_user_id");
    const [row = {}] = await showCustomers(context, [record]);
    return await showPeriod(context, nameHolder("end_user", record.userId), record, row);
  },
});

export const listCustomers = defineAction({
  method: "GET",
  paths: ["/customer/list", "/end_user/list"],
  summary: "List customers",
  permission: "see-all",
  input: z.object({}),
  output: customersOutput,
  async run(context) {
    return await showCustomers(context, await listAll(context.groups.endUsers));
  },
});
