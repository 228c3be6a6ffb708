import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import { asId, type TeamId, type UserId } from "../../core/ids.ts";
import type { UserRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { stampChange } from "../stamps.ts";

/** How a request names a user. */
interface UserName {
  readonly user_id?: string | null | undefined;
  readonly user_email?: string | null | undefined;
}

/** Throws `object_not_found`, and `invalid_request` for a request that names nobody or an address that two users have. */
export async function findUser(context: TenancyContext, name: UserName): Promise<UserRecord> {
  const user = await findNamed(context, name);
  if (user !== undefined) return user;
  const { user_id: id, user_email: email } = name;
  if (typeof id === "string") throw userNotFound("user_id", id);
  if (typeof email === "string") throw userNotFound("user_email", email);
  throw new GatewayError("invalid_request", "Either user_id or user_email must name a user.", { param: "user_id" });
}

/** The id names a user when there are both. */
export async function findNamed(
  context: TenancyContext,
  { user_id: id, user_email: email }: UserName,
): Promise<UserRecord | undefined> {
  if (typeof id === "string") return await context.groups.users.find(asId<"user">(id));
  return typeof email === "string" ? await findByEmail(context, email) : undefined;
}

/** The one user with this address. Throws `invalid_request` when there are several. */
export async function findByEmail({ search }: TenancyContext, email: string): Promise<UserRecord | undefined> {
  const page = { offset: 0, limit: 2, sortBy: "userId", descending: false } as const;
  const { records } = await search.findUsers({ email }, page);
  if (records.length > 1) {
    const message = "Several users have this address. Name the user by user_id.";
    throw new GatewayError("invalid_request", message, { param: "user_email" });
  }
  return records[0];
}

/** All users. Throws `invalid_request` when they are more than one request can take. */
export async function findAllUsers({ search }: TenancyContext, most: number): Promise<readonly UserRecord[]> {
  const page = { offset: 0, limit: most, sortBy: "userId", descending: false } as const;
  const { records, total } = await search.findUsers({}, page);
  if (total <= most) return records;
  const message = `There are ${total} users, and a request takes at most ${most}. Name them in several requests.`;
  throw new GatewayError("invalid_request", message, { param: "all_users" });
}

export const teamsOf = async ({ groups }: TenancyContext, user: UserId): Promise<readonly TeamId[]> =>
  (await groups.members.listOfUser(user)).map(({ teamId }) => teamId);

/** Changes a user and tells all who may hold a copy. Undefined: the user is gone, or somebody else changed them. */
export async function changeUser(
  context: TenancyContext,
  { userId, updatedAtMs }: UserRecord,
  fields: Partial<UserRecord>,
): Promise<UserRecord | undefined> {
  const record = await context.groups.users.change(userId, { ...fields, ...stampChange(context) }, updatedAtMs);
  if (record !== undefined) await context.changed([{ holder: nameHolder("user", userId), epoch: record.updatedAtMs }]);
  return record;
}

const userNotFound = (param: keyof UserName, value: string) =>
  new GatewayError("object_not_found", `User not found, passed ${param}=${value}`, { param });
