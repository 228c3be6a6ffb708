/**
 * `node test/kills/run.ts [kills]`: kills the runtime under load of takes, settlements and shrinks, again and again, and looks
 * whether anything that was acknowledged is gone. Then measures how much one object does. Ends with status 1 on a loss.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Random } from "../support/random.ts";
import type { Asked, Question } from "./counter-worker.ts";
import { startLedger } from "./ledger.ts";
import { prepareCounters, startCounters } from "./start-counters.ts";

const KILLS = Number(process.argv[2] ?? 100);
const SEED = 7;
const SHARDS = ["a", "b"];
const CLIENTS_PER_SHARD = 8;
const LIFE_MS_MIN = 30;
const LIFE_MS_SPREAD = 500;
const ESTIMATE = 1_000;
const LEASE_MS = 3_600_000;
const UNLIMITED = 1e12;

interface Sent {
  readonly shard: string;
  readonly command: Asked;
  /** Undefined: nobody knows whether it was carried out. */
  answer: unknown;
}

const random = new Random(SEED);
const folder = mkdtempSync(join(tmpdir(), "tollgate-kills-"));
const ledger = await startLedger();
const config = await prepareCounters(folder, ledger.port);
let port = 0;

async function ask({ shard, commands, width }: Question): Promise<unknown[]> {
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    body: JSON.stringify({ shard, commands, width } satisfies Question),
  });
  if (!response.ok) throw new Error(`status ${response.status}: ${await response.text()}`);
  const answers: unknown[] = await response.json();
  return answers;
}

const takeOf = (id: string, amount: number): Asked => ({
  op: "take",
  id,
  claims: [
    { kind: "window", counter: "rpm", amount: 1, limit: UNLIMITED },
    { kind: "parallel", counter: "parallel", amount: 1, limit: UNLIMITED },
    { kind: "budget", counter: "usd", amount, limit: UNLIMITED, spent: 0 },
  ],
  standings: [],
  leaseMs: LEASE_MS,
});
const settleOf = (id: string, amount: number): Asked => ({
  op: "settle",
  id,
  amounts: [1, 1, amount],
  entry: { id, event: JSON.stringify({ id, amount }) },
});

const shrinkOf = (id: string, amount: number): Asked => ({ op: "shrink", id, amounts: [1, 1, amount] });

const losses: string[] = [];
const counts = { takes: 0, settles: 0, shrinks: 0, unknown: 0 };
/** What each shard's budget must come to, and what the ledger must hear. */
const spent = new Map(SHARDS.map((shard) => [shard, 0]));
const charged = new Map<string, number>();
let made = 0;

/** One caller: takes, and mostly settles or shrinks, one request after the other until the runtime is gone. */
async function call(shard: string, sent: Sent[]): Promise<void> {
  for (;;) {
    const id = `${shard}-${(made += 1)}`;
    const amount = random.upTo(2 * ESTIMATE);
    const commands = [takeOf(id, ESTIMATE)];
    if (random.happens(0.85)) commands.push(settleOf(id, amount));
    else if (random.happens(0.6)) commands.push(shrinkOf(id, amount));
    for (const command of commands) {
      const one: Sent = { shard, command, answer: undefined };
      sent.push(one);
      try {
        [one.answer] = await ask({ shard, commands: [command], width: 1 });
      } catch {
        return;
      }
    }
  }
}

function note({ shard, command }: Sent): void {
  const add = (amount: number): unknown => spent.set(shard, (spent.get(shard) ?? 0) + amount);
  if (command.op === "take") add(ESTIMATE);
  if (command.op === "shrink") add(Math.min(0, (command.amounts[2] ?? 0) - ESTIMATE));
  if (command.op !== "settle") return;
  const amount = command.amounts[2] ?? 0;
  add(amount - ESTIMATE);
  charged.set(command.id, amount);
}

/** After the restart: each acknowledged command is known, each other one is sent again, and the sums are exact. */
async function check(sent: readonly Sent[]): Promise<void> {
  for (const shard of SHARDS) {
    const mine = sent.filter((one) => one.shard === shard);
    for (const one of mine) note(one);
    // Sent again, a shrink that was lost would be made good: of those that were acknowledged only the sum tells.
    const repeated = mine.filter(({ command, answer }) => command.op !== "shrink" || answer === undefined);
    counts.shrinks += mine.length - repeated.length;
    const again = await ask({ shard, commands: repeated.map(({ command }) => command), width: 1 });
    for (const [index, one] of repeated.entries()) {
      if (one.answer === undefined) counts.unknown += 1;
      else if (one.command.op === "take") {
        counts.takes += 1;
        if (!isDeepStrictEqual(again[index], one.answer)) losses.push(`take ${one.command.id}`);
      } else {
        counts.settles += 1;
        if (again[index] !== "repeated") losses.push(`settle ${one.command.id}: ${String(again[index])}`);
      }
    }
    const [level] = (await ask({ shard, commands: [takeOf(`${shard}-look-${(made += 1)}`, 0)], width: 1 })) as [
      { readonly levels: readonly { readonly used: number }[] },
    ];
    const used = level.levels[2]?.used;
    if (used !== spent.get(shard)) losses.push(`${shard}: the budget holds ${used}, not ${spent.get(shard)}`);
  }
}

async function kill(): Promise<void> {
  const runtime = await startCounters(config);
  port = runtime.port;
  const sent: Sent[] = [];
  const callers = SHARDS.flatMap((shard) => Array.from({ length: CLIENTS_PER_SHARD }, () => call(shard, sent)));
  await new Promise((resolve) => setTimeout(resolve, LIFE_MS_MIN + random.upTo(LIFE_MS_SPREAD)));
  await runtime.kill();
  await Promise.all(callers);
  const next = await startCounters(config);
  port = next.port;
  await check(sent);
  await next.kill();
}

async function drain(): Promise<void> {
  const runtime = await startCounters(config);
  port = runtime.port;
  const end = Date.now() + 90_000;
  for (const shard of SHARDS) await ask({ shard, commands: [takeOf(`${shard}-wake`, 0)], width: 1 });
  while (ledger.events.size < charged.size && Date.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 200));
  await runtime.kill();
  for (const [id, amount] of charged)
    if (ledger.events.get(id) !== JSON.stringify({ id, amount })) losses.push(`the ledger never heard of ${id}`);
}

async function measure(): Promise<string[]> {
  const runtime = await startCounters(config);
  port = runtime.port;
  const lines: string[] = [];
  const ids = Array.from({ length: 10_000 }, (_, n) => `m${n}`);
  for (const width of [1, 50]) {
    const shard = `rates ${width}`;
    for (const [name, commandOf] of [
      ["takes", (id: string) => takeOf(id, ESTIMATE)],
      ["settles", (id: string) => settleOf(id, 10)],
    ] as const) {
      const started = performance.now();
      await ask({ shard, commands: ids.map((id) => commandOf(id)), width });
      const perSecond = Math.round((ids.length / (performance.now() - started)) * 1_000);
      lines.push(`${perSecond} ${name}/s on one object, ${width} at once`);
    }
  }
  await runtime.kill();
  const again = await startCounters(config);
  port = again.port;
  const look = async (shard: string): Promise<number> => {
    const started = performance.now();
    await ask({ shard, commands: [takeOf(`look ${shard}`, 0)], width: 1 });
    return Math.round(performance.now() - started);
  };
  await look("nothing");
  lines.push(`${await look("rates 1")} ms to the first answer of an object that remembers ${ids.length} requests`);
  await again.kill();
  return lines;
}

try {
  const started = performance.now();
  for (let n = 0; n < KILLS; n += 1) await kill();
  await drain();
  const seconds = Math.round((performance.now() - started) / 1_000);
  console.log(`${KILLS} × kill -9 in ${seconds} s, seed ${SEED}`);
  console.log(
    `${counts.takes} takes, ${counts.settles} settlements and ${counts.shrinks} shrinks acknowledged, ${counts.unknown} without an answer`,
  );
  console.log(`${ledger.events.size} of ${charged.size} events in the ledger, ${ledger.repeated()} delivered again`);
  console.log(`${losses.length} lost`);
  for (const loss of losses.slice(0, 20)) console.log(`  ${loss}`);
  for (const line of await measure()) console.log(line);
} finally {
  ledger.close();
  rmSync(folder, { recursive: true });
}
process.exit(losses.length === 0 ? 0 : 1);
