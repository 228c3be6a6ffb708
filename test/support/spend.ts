import { setTimeout as sleep } from "node:timers/promises";
import { at } from "./at.ts";
import type { RunningGateway } from "./gateway.ts";
import { MASTER_KEY } from "./providers.ts";

const SETTLED_MS = 8_000;

/** Every usage event the gateway shows, in the words of its spend log. */
export async function spendLog(gateway: RunningGateway, query = ""): Promise<readonly unknown[]> {
  const response = await fetch(`${gateway.url}/spend/logs${query}`, {
    headers: { authorization: `Bearer ${MASTER_KEY}` },
  });
  const rows: unknown = await response.json();
  if (!response.ok || !Array.isArray(rows))
    throw new Error(`/spend/logs answered ${response.status}: ${JSON.stringify(rows)}`);
  return rows;
}

/** Waits until the log has settled on `count` events that `wanted` accepts, and gives them back even if it has not. */
export async function awaitSpend(
  gateway: RunningGateway,
  count: number,
  wanted: (row: unknown) => boolean,
  query = "",
): Promise<readonly unknown[]> {
  const deadline = Date.now() + SETTLED_MS;
  for (;;) {
    const rows = (await spendLog(gateway, query)).filter(wanted);
    if (rows.length >= count || Date.now() > deadline) return rows;
    await sleep(100);
  }
}

/** The events of one request, by the id in its `x-litellm-call-id` header. */
export const spendOfCall = (gateway: RunningGateway, callId: string): Promise<readonly unknown[]> =>
  awaitSpend(gateway, 1, (row) => at(row, "request_id") === callId, `?request_id=${encodeURIComponent(callId)}`);

interface SpendRow {
  readonly spend: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The events of one key, when so many are in. */
export async function spendOfKey(gateway: RunningGateway, key: string, count: number): Promise<readonly SpendRow[]> {
  return (await awaitSpend(gateway, count, () => true, `?api_key=${key}`)) as readonly SpendRow[];
}
