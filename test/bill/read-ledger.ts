import { setTimeout as sleep } from "node:timers/promises";
import { at, textAt } from "../support/at.ts";
import type { RunningGateway } from "../support/gateway.ts";
import { manage } from "../support/keys.ts";
import { spendLog } from "../support/spend.ts";

/** A usage event, as far as it is about money. */
export interface LedgerLine {
  /** The client's name for the request; empty when its body was never read. */
  readonly id: string;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** Nano-dollars. */
  readonly cost: number;
  readonly estimated: boolean;
  readonly outcome: string;
}

const LOOK_EVERY_MS = 2_000;
const SETTLED_MS = 180_000;
/** `/spend/logs` gives no more. */
export const ROWS_MAX = 1_000;

const nanoOf = (dollars: unknown): number => Math.round(Number(dollars) * 1e9);

const lineOf = (row: unknown): LedgerLine => ({
  id: textAt(row, "end_user"),
  inputTokens: Number(at(row, "prompt_tokens")),
  cachedTokens: Number(at(row, "metadata", "usage_object", "cacheReadTokens") ?? 0),
  outputTokens: Number(at(row, "completion_tokens")),
  cost: nanoOf(at(row, "spend")),
  estimated: at(row, "metadata", "usage_object", "estimated") === true,
  outcome: textAt(row, "metadata", "outcome"),
});

async function readLedger(gateway: RunningGateway, keys: readonly string[]): Promise<readonly LedgerLine[][]> {
  const pages: LedgerLine[][] = [];
  for (const key of keys) {
    const rows = await spendLog(gateway, `?api_key=${key}`);
    if (rows.length >= ROWS_MAX) throw new RangeError("a key has more events than the gateway lists");
    pages.push(rows.map(lineOf));
  }
  return pages;
}

/** The ledger once every request in `wanted` is in it and nothing more has come for two looks; or as it is after a while. */
export async function awaitLedger(
  gateway: RunningGateway,
  keys: readonly string[],
  wanted: () => readonly string[],
): Promise<readonly LedgerLine[][]> {
  const deadline = Date.now() + SETTLED_MS;
  let before = -1;
  let still = 0;
  for (;;) {
    const pages = await readLedger(gateway, keys);
    const lines = pages.flat();
    const ids = new Set(lines.map(({ id }) => id));
    still = lines.length === before ? still + 1 : 0;
    before = lines.length;
    if ((still >= 2 && wanted().every((id) => ids.has(id))) || Date.now() > deadline) return pages;
    await sleep(LOOK_EVERY_MS);
  }
}

/** Nano-dollars that the key's own row has. */
export async function spendOfRow(gateway: RunningGateway, key: string): Promise<number> {
  const { json } = await manage(gateway, `/key/info?key=${key}`);
  return nanoOf(at(json, "info", "spend"));
}
