/**
 * Pairs of take and settle per second that one redis-server decides, asked over Redis's own protocol by one client that
 * keeps several requests under way. A request claims what a key with a team does: five windows, a slot, two budgets.
 *
 *     node test/authorities/run-throughput.ts --seconds 5
 */
import { parseArgs } from "node:util";
import type { Claim, Take } from "../../src/counters/command.ts";
import { SERVER_CLOCK } from "../../src/store/redis/lua/clock.ts";
import { writeScripts } from "../../src/store/redis/lua/scripts.ts";
import { callSettle, callTake, type ScriptCall, shardKey } from "../../src/store/redis/script-call.ts";
import { REDIS_MISSING, hasRedisServer, startRedisServer } from "../support/redis-server.ts";
import { RespClient, RespError } from "../support/resp-client.ts";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "5" } } });
const LANES = 64;
const LIMIT = 1e12;

const rpm: Claim = { kind: "window", counter: "key/rpm", limit: LIMIT, amount: 1 };
const tpm: Claim = { kind: "window", counter: "key/tpm", limit: LIMIT, amount: 900 };
const usd: Claim = { kind: "budget", counter: "key/usd", limit: 9e15, amount: 1_000, spent: 0 };
const slot: Claim = { kind: "parallel", counter: "key/parallel", limit: LIMIT, amount: 1 };
const of = (holder: string, claim: Claim): Claim => ({ ...claim, counter: claim.counter.replace("key", holder) });
/** As long as the event of a request is. */
const draft = JSON.stringify({ event: "x".repeat(800) });
const shapes: readonly (readonly [string, readonly Claim[], Pick<Take, "draft" | "usableMs">?])[] = [
  ["1 claim", [rpm]],
  ["3 claims", [rpm, tpm, usd]],
  ["3 claims and a draft", [rpm, tpm, usd], { draft }],
  ["3 claims for later and a draft", [rpm, tpm, usd], { draft, usableMs: 5_000 }],
  ["8 claims", [rpm, tpm, usd, slot, of("team", rpm), of("team", tpm), of("team", usd), of("user", rpm)]],
  ["1 claim, refused", [{ ...rpm, counter: "none", limit: 0 }]],
];

if (!hasRedisServer) {
  console.error(`Nothing was measured: ${REDIS_MISSING}.`);
  process.exit(2);
}
const redis = await startRedisServer();
const client = await RespClient.connect(redis.port);
try {
  const scripts = writeScripts(SERVER_CLOCK);
  const shas = { take: await load(scripts.take), settle: await load(scripts.settle) };
  for (const [name, claims, more = {}] of shapes) await measure(name, { claims, ...more }, shas);
} finally {
  client.close();
  await redis.stop();
}

async function load(text: string): Promise<string> {
  return String(await client.send("SCRIPT", "LOAD", text));
}

async function measure(
  name: string,
  asked: Pick<Take, "claims" | "draft" | "usableMs">,
  shas: { take: string; settle: string },
): Promise<void> {
  await client.send("FLUSHALL");
  await client.send("CONFIG", "RESETSTAT");
  const key = shardKey(name);
  const run = async (sha: string, { args }: ScriptCall): Promise<unknown> => {
    const reply = await client.send("EVALSHA", sha, "1", key, ...args);
    if (reply instanceof RespError) throw reply;
    return reply;
  };
  let pairs = 0;
  let ids = 0;
  const startMs = performance.now();
  const untilMs = startMs + Number(values.seconds) * 1_000;
  const lane = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      const id = `request-${ids++}`;
      const take: Take = { op: "take", id, ...asked, standings: [{ holder: "key", epoch: 1 }], leaseMs: 30_000 };
      await run(shas.take, callTake(take));
      const settle = { op: "settle", id, amounts: asked.claims.map(({ amount }) => Math.ceil(amount / 2)) } as const;
      await run(shas.settle, callSettle(settle, { id, event: '{"spend":1}' }));
      pairs++;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const seconds = (performance.now() - startMs) / 1_000;
  const memory = /used_memory_human:(\S+)/.exec(String(await client.send("INFO", "memory")))?.[1];
  const script = /cmdstat_evalsha:.*usec_per_call=([\d.]+)/.exec(
    String(await client.send("INFO", "commandstats")),
  )?.[1];
  console.log(
    `${name}: ${Math.round(pairs / seconds)} pairs/s, ${script} µs a script; ${pairs} pairs leave ${memory} until they are forgotten`,
  );
}
