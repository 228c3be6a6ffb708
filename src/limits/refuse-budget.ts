import { GatewayError } from "../core/errors.ts";
import type { HolderKind, HolderParts } from "../core/holder-name.ts";
import { nanoUsd } from "../core/money.ts";
import { writeUsd } from "../core/write-usd.ts";
import type { Refusal } from "../counters/command.ts";
import type { PlannedClaim } from "./plan-claims.ts";
import { partsOf, tellShortfall, toSeconds, writeInstant } from "./write-refusal.ts";

/** The LiteLLM proxy answers 400, and 429 in newer releases. */
export type BudgetStatus = 400 | 429;

interface Sums {
  readonly spent: string;
  readonly limit: string;
  /** What is spent and what the request may come to. */
  readonly wanted: string;
}
type Sentence = (parts: HolderParts, sums: Sums) => string;

const dollars = (nano: number): string => writeUsd(nanoUsd(nano));
const costs = ({ spent, limit }: Sums): string => `Current cost: ${spent}, Max budget: ${limit}`;
const onModel = ({ model }: HolderParts): string => (model === undefined ? "" : ` Model=${model}`);

const exceeded =
  (whose: (...ids: readonly string[]) => string): Sentence =>
  (parts, sums) =>
    `Budget has been exceeded! ${whose(...parts.ids)}${onModel(parts)} ${costs(sums)}`;
const over =
  (whose: string): Sentence =>
  (parts, { spent, limit }) =>
    `ExceededBudget: ${whose}=${parts.ids[0]}${onModel(parts)} over budget. Spend=${spent}, Budget=${limit}`;
const crossed =
  (what: string): Sentence =>
  ({ ids }, { wanted, limit }) =>
    `No deployments available - crossed budget: Exceeded budget for ${what} ${ids[0]}: ${wanted} >= ${limit}`;

/** The LiteLLM proxy's sentence for each kind of holder, and whose budget it is where that sentence leaves it out. */
const SENTENCES = {
  key: ({ ids, model }, sums) =>
    model === undefined
      ? `Budget has been exceeded! ${costs(sums)}. This is the budget of key ${ids[0]}`
      : `LiteLLM Virtual Key: ${ids[0]}, exceeded budget for model=${model}. ${costs(sums)}`,
  team: exceeded((team) => `Team=${team}`),
  team_member: exceeded((team, user) => `User=${user} in Team=${team}`),
  organization: exceeded((organization) => `Organization=${organization}`),
  organization_member: exceeded((organization, user) => `User=${user} in Organization=${organization}`),
  tag: exceeded((tag) => `Tag=${tag}`),
  user: over("User"),
  end_user: over("End User"),
  deployment: crossed("deployment"),
  provider: crossed("provider"),
  proxy: (_, sums) => `Budget has been exceeded! ${costs(sums)}. This is the budget of the whole gateway`,
} as const satisfies Record<HolderKind, Sentence>;

/** The official SDKs try a 429 again unless they are told not to; no budget comes back within seconds. */
const NO_RETRY = { "x-should-retry": "false" };

/** A refused claim on a budget. Whatever the caller's status, deployments that are out of budget are 429. */
export function refuseBudget(
  { holder, claim }: Pick<PlannedClaim, "holder" | "claim">,
  { refused, retryAfterMs }: Pick<Refusal, "refused" | "retryAfterMs">,
  budgetStatus: BudgetStatus,
): GatewayError {
  const parts = partsOf(holder);
  const [spent, limit] = [dollars(refused.used), dollars(refused.limit)];
  const sentence = SENTENCES[parts.kind](parts, { spent, limit, wanted: dollars(refused.used + claim.amount) });
  const endsAtMs = claim.kind === "budget" ? claim.endsAtMs : undefined;
  const resets = endsAtMs === undefined ? "It is never reset" : `It resets at: ${writeInstant(endsAtMs)}`;
  const message = `${sentence}. ${resets}${tellShortfall(claim, refused, dollars)}`;
  const status = parts.kind === "deployment" || parts.kind === "provider" ? 429 : budgetStatus;
  return status === 400
    ? new GatewayError("budget_exceeded", message)
    : new GatewayError("budget_exceeded", message, {
        status,
        retryAfterSeconds: toSeconds(retryAfterMs),
        headers: NO_RETRY,
      });
}
