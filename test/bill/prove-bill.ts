import { inParallel } from "../support/in-parallel.ts";
import { startGateway } from "../support/gateway.ts";
import { makeKey } from "../support/keys.ts";
import { MASTER_KEY } from "../support/providers.ts";
import { startBillingUpstream } from "./billing-upstream.ts";
import { countSlots, PARALLEL, PROBE_MODEL, spentByAuthority } from "./check-limits.ts";
import { compareBill, type Comparison } from "./compare-bill.ts";
import { planRequests, type Experiment } from "./plan-requests.ts";
import { priceParams } from "./prices.ts";
import { awaitLedger, ROWS_MAX, spendOfRow } from "./read-ledger.ts";
import { sendRequest, type Seen } from "./send-request.ts";

const WIDTH = 40;
const BUDGET_USD = 1_000;

export interface Proof extends Comparison {
  readonly seconds: number;
  readonly keys: { readonly limited: number; readonly free: number };
  /** What the client was told, and how often. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** Sends all requests through a gateway of its own and lays its ledger beside the provider's bill. */
export async function proveBill(experiment: Experiment): Promise<Proof> {
  // Few enough requests a key for the ledger to be listed, many enough keys that no key's slots are all taken.
  const count = Math.max(8, 2 * Math.ceil(experiment.requests / ROWS_MAX));
  const plans = planRequests(experiment, count);
  const upstream = await startBillingUpstream(new Map(plans.map((plan) => [plan.id, plan])));
  const gateway = await startGateway({
    config: configFor(upstream.url),
    env: { LITELLM_MASTER_KEY: MASTER_KEY, UPSTREAM_KEY: "upstream-secret" },
  });
  try {
    const limits = { rpm_limit: 1_000_000, max_parallel_requests: PARALLEL, max_budget: BUDGET_USD };
    const keys: string[] = [];
    for (let key = 0; key < count; key += 1) keys.push(await makeKey(gateway, key % 2 === 0 ? limits : {}));
    const limited = keys.filter((_key, index) => index % 2 === 0);

    const started = performance.now();
    const seen = await inParallel(plans, WIDTH, (plan) =>
      sendRequest(plan, { gateway: gateway.url, key: keys[plan.key] ?? "", upstream }),
    );
    const seconds = Math.round((performance.now() - started) / 1_000);
    const pages = await awaitLedger(gateway, keys, () => [...upstream.bill.keys()]);
    const { tallies, violations } = compareBill(plans, seen, upstream.bill, pages.flat());
    const found = [...violations];

    for (const [index, key] of keys.entries()) {
      const sum = (pages[index] ?? []).reduce((total, { cost }) => total + cost, 0);
      const row = await spendOfRow(gateway, key);
      if (row !== sum) found.push(`key ${index}: its row has ${row}, its events come to ${sum}`);
      if (!limited.includes(key)) continue;
      const counted = await spentByAuthority(gateway, key);
      if (counted !== sum) found.push(`key ${index}: the authority counted ${counted}, its events come to ${sum}`);
      const slots = await countSlots(gateway, key, upstream);
      if (slots !== PARALLEL) found.push(`key ${index}: ${slots} of ${PARALLEL} calls at once`);
    }
    return {
      tallies,
      violations: found,
      seconds,
      keys: { limited: limited.length, free: count - limited.length },
      statuses: countStatuses(seen),
    };
  } finally {
    await gateway.stop();
    await upstream.close();
  }
}

/** Short, because the experiment waits it out for every stall and every client that does not read. */
const IDLE_SECONDS = 2;

function configFor(url: string): object {
  const common = { api_key: "os.environ/UPSTREAM_KEY", stream_idle_timeout: IDLE_SECONDS };
  const openai = { ...common, model: "openai/gpt-4o-mini", api_base: `${url}/v1` };
  const anthropic = { ...common, model: "anthropic/claude-sonnet-4-5-20250929", api_base: url };
  return {
    router_settings: { num_retries: 0, disable_cooldowns: true },
    model_list: [
      { model_name: "openai", litellm_params: { ...openai, ...priceParams("openai") } },
      { model_name: "anthropic", litellm_params: { ...anthropic, ...priceParams("anthropic") } },
      { model_name: PROBE_MODEL, litellm_params: { ...openai, output_cost_per_token: 1 } },
    ],
    // A machine that is busy with other things must not look like counters that are away.
    general_settings: { master_key: "os.environ/LITELLM_MASTER_KEY", limits_deadline: 10 },
  };
}

function countStatuses(seen: readonly Seen[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of seen) counts[status ?? "none"] = (counts[status ?? "none"] ?? 0) + 1;
  return counts;
}
