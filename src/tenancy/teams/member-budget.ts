import { nameHolder } from "../../core/holder-name.ts";
import { asId, type TeamId } from "../../core/ids.ts";
import { type JsonObject, textOf } from "../../core/json.ts";
import type { TeamRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { setOwnBudget } from "../budgets/own-budget.ts";
import type { BudgetLimits } from "../budgets/read-budget.ts";

/** Where a team names the budget of its members without one of their own; LiteLLM has it there too. */
const FIELD = "team_member_budget_id";

/** The name under which a team keeps the budget of its members, beside those of holders. */
export const membersOf = (team: TeamId): string => `${nameHolder("team", team)}:members`;

/**
 * The metadata of a team that is to have these limits for each of its members. Metadata that a request gives says
 * nothing of the budget before, so that is kept.
 */
export async function withMemberBudget(
  context: TenancyContext,
  before: Pick<TeamRecord, "teamId" | "metadata">,
  given: JsonObject | undefined,
  limits: BudgetLimits | undefined,
): Promise<JsonObject> {
  const current = textOf(before.metadata[FIELD]);
  const metadata = { ...(current !== undefined && { [FIELD]: current }), ...(given ?? before.metadata) };
  if (limits === undefined) return metadata;
  const budget = current === undefined ? null : asId<"budget">(current);
  return { ...metadata, [FIELD]: await setOwnBudget(context, membersOf(before.teamId), budget, limits) };
}
