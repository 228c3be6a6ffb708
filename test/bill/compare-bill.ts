import type { BillLine } from "./carry-out.ts";
import { FATE_NAMES, rowOf, type Fate, type Guess } from "./fates.ts";
import type { Plan } from "./plan-requests.ts";
import { costOf } from "./prices.ts";
import type { LedgerLine } from "./read-ledger.ts";
import type { Seen } from "./send-request.ts";
import { estimatesOf, spreadOf } from "./spread.ts";

/** The cost of a cut answer in both books, in nano-dollars. */
export interface Estimate {
  readonly billed: number;
  readonly kept: number;
}

/**
 * How far the sum of all guesses may be from the sum that was charged. `estimateInputTokens` promises a quarter for each
 * English text, and errors of both signs make less of it; how much is said to nobody depends on the machine.
 */
const ERRORS = {
  all: { min: -0.2, max: 0.2 },
  late: { min: -0.5, max: 0.2 },
  part: { min: -1, max: 0.2 },
} as const satisfies Record<Guess, { readonly min: number; readonly max: number }>;

export interface Tally {
  requests: number;
  /** Calls that the provider received. */
  reached: number;
  events: number;
  exact: number;
  estimates: Estimate[];
  missing: number;
  twice: number;
  wrong: number;
}

export interface Comparison {
  readonly tallies: ReadonlyMap<Fate, Tally>;
  readonly violations: readonly string[];
}

/** Puts the provider's bill beside the ledger, request by request. */
export function compareBill(
  plans: readonly Plan[],
  seen: readonly Seen[],
  bill: ReadonlyMap<string, readonly BillLine[]>,
  ledger: readonly LedgerLine[],
): Comparison {
  const tallies = new Map<Fate, Tally>(FATE_NAMES.map((fate) => [fate, emptyTally()]));
  const violations: string[] = [];
  const events = Map.groupBy(ledger, ({ id }) => id);
  const known = new Set(plans.map(({ id }) => id));

  for (const { id, cost } of ledger)
    if (!known.has(id) && cost !== 0) violations.push(`an event of nobody's ("${id}") costs ${cost}`);

  for (const [index, plan] of plans.entries()) {
    const tally = tallies.get(plan.fate) ?? emptyTally();
    const called = bill.get(plan.id) ?? [];
    const kept = events.get(plan.id) ?? [];
    const told = `${plan.id} (${plan.fate}, ${plan.route.name})`;
    tally.requests += 1;
    tally.reached += called.length;
    tally.events += kept.length;
    const blame = (what: "missing" | "twice" | "wrong", why: string): void => {
      tally[what] += 1;
      violations.push(`${told}: ${why}`);
    };

    const behaved = seen[index];
    if (behaved?.hung === true) blame("wrong", "the gateway neither answered nor hung up");
    if (rowOf(plan.fate).seen === "whole" && behaved?.whole !== true)
      blame("wrong", `the client saw no whole answer: ${JSON.stringify(behaved)}`);
    if (called.length > 1) blame("wrong", `the provider was called ${called.length} times`);
    if (kept.length > 1) blame("twice", `${kept.length} events`);
    const [line] = called;
    const [event] = kept;
    if (line === undefined) {
      if (event !== undefined && (event.outputTokens > 0 || (event.cost > 0 && event.outcome !== "abandoned")))
        blame("wrong", `never reached the provider, and has ${JSON.stringify(event)}`);
      continue;
    }
    if (event === undefined) {
      blame("missing", "no event");
      continue;
    }
    compareLine(plan, line, event, tally, (why) => blame("wrong", why));
  }
  return { tallies, violations: [...violations, ...judgeEstimates(tallies)] };
}

/** Single guesses may be far off; what they come to must not. */
const judgeEstimates = (tallies: ReadonlyMap<Fate, Tally>): readonly string[] =>
  (["all", "late", "part"] as const).flatMap((guess) => {
    const { total } = spreadOf(estimatesOf(tallies, guess));
    const { min, max } = ERRORS[guess];
    return total < min || total > max ? [`what was guessed from "${guess}" is off by ${total}`] : [];
  });

function compareLine(plan: Plan, line: BillLine, event: LedgerLine, tally: Tally, blame: (why: string) => void): void {
  const { fate, route } = plan;
  const cost = costOf(route.provider, line.usage);
  const same =
    event.cost === cost &&
    (["inputTokens", "cachedTokens", "outputTokens"] as const).every((kind) => event[kind] === line.usage[kind]);
  const { charge } = rowOf(fate);
  const both = `billed ${JSON.stringify({ ...line.usage, cost })}, kept ${JSON.stringify(event)}`;
  // Where the client left, a stream may have told its usage to nobody; a whole answer is read to its end.
  const wasHeard = line.told && (!route.stream || !event.estimated);
  const mustBeExact = cost === 0 || charge === "told" || wasHeard;
  if (mustBeExact) {
    if (same) tally.exact += 1;
    else blame(both);
    return;
  }
  if (!event.estimated) blame(`no estimate: ${both}`);
  else if (event.inputTokens === 0 || event.cost === 0) blame(`nothing was charged: ${both}`);
  tally.estimates.push({ billed: cost, kept: event.cost });
}

const emptyTally = (): Tally => ({
  requests: 0,
  reached: 0,
  events: 0,
  exact: 0,
  estimates: [],
  missing: 0,
  twice: 0,
  wrong: 0,
});
