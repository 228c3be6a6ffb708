import { GatewayError } from "../../core/errors.ts";
import type { UserId } from "../../core/ids.ts";
import { zeroUsd } from "../../core/money.ts";
import type { UserRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { NO_LIMITS } from "../read-limits.ts";
import { stampNew } from "../stamps.ts";

/** A user that is not stored yet. */
export const describeUser = (context: TenancyContext, userId: UserId, fields: Partial<UserRecord>): UserRecord => ({
  userAlias: null,
  userEmail: null,
  userRole: null,
  organizationId: null,
  budgetId: null,
  models: [],
  metadata: {},
  spend: zeroUsd,
  extra: {},
  ...NO_LIMITS,
  ...fields,
  userId,
  ...stampNew(context),
});

/** Throws `object_exists` when the id is taken. */
export async function insertUser({ groups }: TenancyContext, user: UserRecord): Promise<void> {
  if ((await groups.users.insert(user)) === "inserted") return;
  throw new GatewayError("object_exists", `User with id ${user.userId} already exists.`, { param: "user_id" });
}
