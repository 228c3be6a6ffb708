import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { asId, type KeyHash, type UserId } from "../../core/ids.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { type KeyFilter, type KeyRecord, type KeySort, tokenOf } from "../../store/key-registry.ts";
import { type Actor, seesAll } from "../access/actor.ts";
import { judgePermission } from "../access/judge-permission.ts";
import { targetOfUser, visibleFilter } from "../access/targets.ts";
import { type ActionContext, defineAction } from "../action.ts";
import { flag, pageNumber, pageSize } from "../params.ts";
import { keyPageOutput } from "./key-output.ts";
import { showKeys } from "./show-keys.ts";
import { identifyKey } from "./resolve-key-hash.ts";

const SORTS = {
  created_at: "createdAtMs",
  updated_at: "updatedAtMs",
  expires: "expiresAtMs",
  spend: "spend",
  max_budget: "maxBudget",
  key_alias: "keyAlias",
  user_id: "userId",
  team_id: "teamId",
} as const satisfies Record<string, KeySort>;

const query = z.object({
  page: pageNumber,
  size: pageSize(10, 100),
  user_id: z.string().optional(),
  team_id: z.string().optional(),
  organization_id: z.string().optional(),
  /** Or the key itself, as everywhere. */
  key_hash: z.string().optional(),
  key_alias: z.string().optional(),
  return_full_object: flag.default(false),
  /** Keys of teams are listed unless this says no. */
  include_team_keys: flag.default(true),
  /** With `user_id`: also keys that this user made. */
  include_created_by_keys: flag.default(false),
  expand: z.string().optional(),
  status: z.string().optional(),
  sort_by: z.enum(Object.keys(SORTS) as [keyof typeof SORTS]).default("created_at"),
  sort_order: z.enum(["asc", "desc"]).default("desc"),
});

/** Hashes, or whole rows with `return_full_object`: all that the caller may see of them. */
export const listKeys = defineAction({
  method: "GET",
  paths: ["/key/list"],
  summary: "List keys, page by page",
  permission: "any-key",
  input: query,
  output: keyPageOutput,
  async run(context, input) {
    const { actor, keys } = context;
    const { page, size } = input;
    if (input.status !== undefined) throw noStatus();
    const hash = input.key_hash === undefined ? undefined : await identifyKey(context, input.key_hash);
    const { records, total } = await keys.list(filterFor(actor, input, hash), {
      offset: (page - 1) * size,
      limit: size,
      sortBy: SORTS[input.sort_by],
      descending: input.sort_order === "desc",
    });
    return {
      keys: await showAsked(context, records, input),
      total_count: total,
      current_page: page,
      total_pages: Math.ceil(total / size),
    };
  },
});

async function showAsked(
  context: ActionContext,
  records: readonly KeyRecord[],
  { expand, return_full_object: isWhole }: z.output<typeof query>,
): Promise<readonly Json[]> {
  const isExpanded = expand?.split(",").includes("user") === true;
  if (!isWhole && !isExpanded) return records.map(tokenOf);
  const rows = await showKeys(context, records);
  if (!isExpanded) return rows;
  const users = await describeUsers(context, records);
  return rows.map((row, n) => ({ ...row, user: users.get(records[n]?.userId ?? null) ?? null }));
}

function filterFor(actor: Actor, input: z.output<typeof query>, hash: KeyHash | undefined): KeyFilter {
  const user = input.user_id === undefined ? undefined : asId<"user">(input.user_id);
  const asked: KeyFilter = {
    hash,
    alias: input.key_alias,
    ...(input.include_created_by_keys ? { userOrMaker: user } : { user }),
    team: input.team_id === undefined ? undefined : asId<"team">(input.team_id),
    organization: input.organization_id === undefined ? undefined : asId<"organization">(input.organization_id),
  };
  if (seesAll(actor)) return asked;
  const leads = actor.teamsLed.size + actor.organizationsLed.size > 0;
  if (user !== undefined && user !== actor.userId && !leads) {
    throw new GatewayError("route_denied", "You are not allowed to list the keys of this user.", { param: "user_id" });
  }
  if (actor.userId === undefined && asked.hash !== undefined && asked.hash !== actor.key) {
    throw new GatewayError("route_denied", "You are not allowed to see this key.", { param: "key_hash" });
  }
  const visible = visibleFilter(actor);
  if (actor.userId === undefined || input.include_team_keys) return { ...asked, ...visible };
  return { ...asked, visible: { user: actor.userId, teams: [], organizations: [] } };
}

/** Whose keys these are, as far as the caller may see them. */
async function describeUsers(
  { actor, groups }: ActionContext,
  records: readonly KeyRecord[],
): Promise<ReadonlyMap<UserId | null, JsonObject>> {
  const ids = [...new Set(records.flatMap(({ userId }) => userId ?? []))];
  const users = ids.length === 0 ? [] : await groups.users.findAll(ids);
  return new Map(
    users
      .filter((user) => judgePermission(actor, "see-user", [targetOfUser(user)]))
      .map(({ userId, userEmail, userAlias }) => [
        userId,
        { user_id: userId, user_email: userEmail, user_alias: userAlias },
      ]),
  );
}

const noStatus = (): GatewayError =>
  new GatewayError(
    "invalid_request",
    "Deleted keys are not kept. What became of them is in the audit log: GET /audit.",
    {
      param: "status",
    },
  );
