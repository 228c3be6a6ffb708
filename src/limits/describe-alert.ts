import { type HolderKind, parseHolder } from "../core/holder-name.ts";
import type { JsonObject } from "../core/json.ts";
import { type NanoUsd, toUsd } from "../core/money.ts";
import { writeUsd } from "../core/write-usd.ts";
import type { BudgetAlert } from "./list-budget-alerts.ts";

/** In the shape of LiteLLM's `WebhookEvent`, whose groups are called as our holders. What a holder's name does not say is null. */
export function describeAlert(alert: BudgetAlert): JsonObject {
  const { kind, ids: [id = null, second = null] = [] } = parseHolder(alert.holder) ?? { kind: "proxy" };
  const of = (...kinds: readonly HolderKind[]): string | null => (kinds.includes(kind) ? id : null);
  return {
    event: alert.event,
    event_group: kind,
    event_message: writeMessage(alert),
    spend: toUsd(alert.spent),
    max_budget: dollarsOrNull(alert.limit),
    soft_budget: dollarsOrNull(alert.softLimit),
    token: of("key"),
    customer_id: of("end_user"),
    user_id: kind === "team_member" ? second : of("user"),
    team_id: of("team", "team_member"),
    organization_id: of("organization"),
    team_alias: null,
    user_email: null,
    key_alias: null,
    projected_exceeded_date: null,
    projected_spend: null,
    alert_emails: null,
  };
}

const dollarsOrNull = (amount: NanoUsd | undefined): number | null => (amount === undefined ? null : toUsd(amount));
const write = (amount: NanoUsd | undefined): string => `$${writeUsd(amount ?? (0 as NanoUsd))}`;

function writeMessage({ event, holder, spent, limit, softLimit, percent = 0 }: BudgetAlert): string {
  switch (event) {
    case "soft_budget_crossed":
      return `The soft budget of ${holder} is passed: ${write(spent)} of ${write(softLimit)} spent.`;
    case "threshold_crossed":
      return `${percent} % of the budget of ${holder} are spent: ${write(spent)} of ${write(limit)}.`;
    case "budget_crossed":
      return `The budget of ${holder} is used up: ${write(spent)} of ${write(limit)} spent.`;
  }
}
