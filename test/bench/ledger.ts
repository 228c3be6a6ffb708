import { PRICES, USAGE } from "./provider-answers.ts";

/** What the gateway has written down so far; money in nano-dollars. */
export interface Ledger {
  readonly events: number;
  readonly served: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: number;
  /** The spend of all keys, which grows with the events. */
  readonly spend: number;
}

const TOTALS = `
  select count(*), coalesce(sum(outcome = 'served' and status = 200 and not estimated), 0), coalesce(sum(input_tokens), 0),
    coalesce(sum(output_tokens), 0), coalesce(sum(cost_nano), 0), (select coalesce(sum(spend_nano), 0) from virtual_keys)
  from usage_events`;
const COST = USAGE.input * PRICES.inputNano + USAGE.output * PRICES.outputNano;
const WRITTEN_WITHIN_MS = 5_000;
const POLL_MS = 20;

export async function readLedger(d1Port: number): Promise<Ledger> {
  const response = await fetch(`http://127.0.0.1:${d1Port}/query`, {
    method: "POST",
    body: JSON.stringify({ sql: TOTALS }),
  });
  const text = await response.text();
  const [answer]: readonly { readonly results: { readonly rows: readonly (readonly number[])[] } }[] = JSON.parse(text);
  if (answer === undefined) throw new Error(`The ledger cannot be read: ${text}`);
  const [events = 0, served = 0, inputTokens = 0, outputTokens = 0, cost = 0, spend = 0] = answer.results.rows[0] ?? [];
  return { events, served, inputTokens, outputTokens, cost, spend };
}

/** Waits until so many calls more than `before` have left an event. */
export async function waitForEvents(d1Port: number, before: Ledger, calls: number): Promise<Ledger> {
  const until = performance.now() + WRITTEN_WITHIN_MS;
  let now = await readLedger(d1Port);
  while (now.events < before.events + calls && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    now = await readLedger(d1Port);
  }
  if (now.events !== before.events + calls)
    throw new Error(`${calls} calls left ${now.events - before.events} events.`);
  return now;
}

/** Every call that was answered in full was written down once, as served, with what the provider said it used. */
export async function checkLedger(d1Port: number, before: Ledger, calls: number): Promise<void> {
  const now = await waitForEvents(d1Port, before, calls);
  const expected: Ledger = {
    events: before.events + calls,
    served: before.served + calls,
    inputTokens: before.inputTokens + calls * USAGE.input,
    outputTokens: before.outputTokens + calls * USAGE.output,
    cost: before.cost + calls * COST,
    spend: before.spend + calls * COST,
  };
  if (JSON.stringify(now) !== JSON.stringify(expected)) {
    throw new Error(
      `The ledger is wrong after ${calls} calls:\n  is     ${JSON.stringify(now)}\n  should ${JSON.stringify(expected)}`,
    );
  }
}
