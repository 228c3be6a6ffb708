import { z } from "zod";
import type { EndUserRecord } from "../../store/group-registry.ts";
import { type Action, defineAction, type TenancyContext } from "../action.ts";
import { id } from "../params.ts";
import { changeCustomer, customerNotFound, tellCustomer } from "./change-customer.ts";
import { describeCustomer } from "./create-customer.ts";
import { blockedCustomersOutput } from "./customer-output.ts";
import { showCustomers } from "./show-customers.ts";

const CUSTOMERS_MAX = 100;
const input = z.object({ user_ids: z.array(id).min(1).max(CUSTOMERS_MAX) });

/** A customer who was never heard of can be blocked beforehand. */
export const blockCustomers: Action = defineAction({
  method: "POST",
  paths: ["/customer/block", "/end_user/block"],
  summary: "Block customers",
  permission: "admin",
  input,
  output: blockedCustomersOutput,
  async run(context, { user_ids }) {
    const blocked: EndUserRecord[] = [];
    for (const user of new Set(user_ids)) blocked.push(await block(context, user));
    return { blocked_users: await showCustomers(context, blocked) };
  },
});

export const unblockCustomers: Action = defineAction({
  method: "POST",
  paths: ["/customer/unblock", "/end_user/unblock"],
  summary: "Unblock customers",
  permission: "admin",
  input,
  output: blockedCustomersOutput,
  async run(context, { user_ids }) {
    const known = await context.groups.endUsers.findAll(user_ids);
    const missing = user_ids.find((user) => !known.some(({ userId }) => userId === user));
    if (missing !== undefined) throw customerNotFound(missing, "user_ids");
    const unblocked: EndUserRecord[] = [];
    for (const { userId } of known) unblocked.push(await changeCustomer(context, userId, { blocked: false }));
    return { blocked_users: await showCustomers(context, unblocked) };
  },
});

async function block(context: TenancyContext, user: string): Promise<EndUserRecord> {
  const customer = describeCustomer(context, user, { blocked: true });
  if ((await context.groups.endUsers.insert(customer)) === "taken")
    return await changeCustomer(context, user, { blocked: true });
  await tellCustomer(context, customer);
  return customer;
}
