import { zeroUsd } from "../../core/money.ts";
import type { EndUserRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { stampNew } from "../stamps.ts";

/** A customer that is not stored yet. */
export const describeCustomer = (
  context: TenancyContext,
  userId: string,
  fields: Partial<EndUserRecord>,
): EndUserRecord => ({
  alias: null,
  budgetId: null,
  defaultModel: null,
  allowedModelRegion: null,
  blocked: false,
  spend: zeroUsd,
  extra: {},
  ...fields,
  userId,
  ...stampNew(context),
});
