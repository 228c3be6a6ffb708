import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import type { EndUserRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { stampChange } from "../stamps.ts";

/** Throws `object_not_found`. */
export async function findCustomer({ groups }: TenancyContext, id: string, param: string): Promise<EndUserRecord> {
  const customer = await groups.endUsers.find(id);
  if (customer === undefined) throw customerNotFound(id, param);
  return customer;
}

/** Changes a customer and tells all who may hold a copy. */
export async function changeCustomer(
  context: TenancyContext,
  id: string,
  fields: Partial<EndUserRecord>,
): Promise<EndUserRecord> {
  const record = await context.groups.endUsers.change(id, { ...fields, ...stampChange(context) });
  if (record === undefined) throw customerNotFound(id, "user_id");
  await tellCustomer(context, record);
  return record;
}

/** The same for a change that goes out from the customer as it was. Undefined: it is gone, or somebody else changed it. */
export async function changeSeenCustomer(
  context: TenancyContext,
  { userId, updatedAtMs }: EndUserRecord,
  fields: Partial<EndUserRecord>,
): Promise<EndUserRecord | undefined> {
  const record = await context.groups.endUsers.change(userId, { ...fields, ...stampChange(context) }, updatedAtMs);
  if (record !== undefined) await tellCustomer(context, record);
  return record;
}

/** Also of a new one: that it did not exist may be remembered. */
export const tellCustomer = async ({ changed }: TenancyContext, customer: EndUserRecord): Promise<void> =>
  await changed([{ holder: nameHolder("end_user", customer.userId), epoch: customer.updatedAtMs }]);

export const customerNotFound = (id: string, param: string) =>
  new GatewayError("object_not_found", `End User Id=${id} does not exist in db`, { param });
