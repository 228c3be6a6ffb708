import { createHash } from "node:crypto";
import type { Redis } from "@upstash/redis/cloudflare";
import type { Checkpoint, Revoke, Settle, SettleAnswer, Shrink, Take, TakeAnswer } from "../../counters/command.ts";
import { type CounterStore, CounterStoreError, type OutboxEntry } from "../counter-store.ts";
import { inTime } from "../in-time.ts";
import { codeOf } from "./code-of.ts";
import { SERVER_CLOCK } from "./lua/clock.ts";
import { writeScripts } from "./lua/scripts.ts";
import { openClient, type RedisAccess } from "./open-client.ts";
import {
  callCheckpoint,
  callForgetOutbox,
  callPeekOutbox,
  callRevoke,
  callSettle,
  callShrink,
  callSweep,
  callTake,
  type ScriptCall,
  shardKey,
} from "./script-call.ts";

/** A decision is there within 150 ms, the lateness of a timer included. */
const DEADLINE_MS = 140;
/** Nobody waits for the outbox or a sweep, and hundreds of events take longer on their way than a decision. */
const UPKEEP_DEADLINE_MS = 5_000;

const SCRIPTS = writeScripts(SERVER_CLOCK);
// Reckoned once and without waiting: in Workers one request must not wait for the promise of another.
const SHA1 = new Map(
  Object.entries(SCRIPTS).map(([name, text]) => [name, createHash("sha1").update(text).digest("hex")]),
);

interface RedisOptions extends RedisAccess {
  /** For one decision with all its trips, milliseconds. */
  readonly deadlineMs?: number;
}

interface Connection {
  readonly redis: Redis;
  readonly deadlineMs: number;
}

/**
 * Counters in Redis behind Upstash's REST API: one script for each command, so one trip and one decision. Redis must
 * never evict (`noeviction`): what is idle expires by itself.
 */
export class RedisCounterStore implements CounterStore {
  readonly #decisions: Connection;
  readonly #upkeep: Connection;

  /** Throws `CounterStoreError` when `url` is no HTTP address. */
  constructor({ deadlineMs = DEADLINE_MS, ...access }: RedisOptions) {
    this.#decisions = connect(access, deadlineMs);
    this.#upkeep = connect(access, Math.max(deadlineMs, UPKEEP_DEADLINE_MS));
  }

  async take(shard: string, take: Take): Promise<TakeAnswer> {
    return JSON.parse(await this.#text(shard, callTake(take))) as TakeAnswer;
  }

  async checkpoint(shard: string, checkpoint: Checkpoint): Promise<"kept" | "ended"> {
    return (await this.#text(shard, callCheckpoint(checkpoint))) as "kept" | "ended";
  }

  async shrink(shard: string, shrink: Shrink): Promise<"kept" | "ended"> {
    return (await this.#text(shard, callShrink(shrink))) as "kept" | "ended";
  }

  async settle(shard: string, settle: Settle, entry?: OutboxEntry): Promise<SettleAnswer> {
    return (await this.#text(shard, callSettle(settle, entry))) as SettleAnswer;
  }

  async revoke(shard: string, revoke: Revoke): Promise<void> {
    await this.#text(shard, callRevoke(revoke));
  }

  async sweep(shard: string): Promise<void> {
    await run(this.#upkeep, shard, callSweep());
  }

  async peekOutbox(shard: string, max: number): Promise<readonly OutboxEntry[]> {
    return pairUp(await run(this.#upkeep, shard, callPeekOutbox(max)));
  }

  async forgetOutbox(shard: string, ids: readonly string[]): Promise<void> {
    await run(this.#upkeep, shard, callForgetOutbox(ids));
  }

  async #text(shard: string, call: ScriptCall): Promise<string> {
    const answer = await run(this.#decisions, shard, call);
    if (typeof answer !== "string") throw new CounterStoreError("The counter store gave an answer of another kind.");
    return answer;
  }
}

async function run({ redis, deadlineMs }: Connection, shard: string, call: ScriptCall): Promise<unknown> {
  try {
    return await inTime(evaluate(redis, shardKey(shard), call), deadlineMs);
  } catch (error) {
    throw new CounterStoreError(describe(error));
  }
}

async function evaluate(redis: Redis, key: string, { script, args }: ScriptCall): Promise<unknown> {
  try {
    return await redis.exec(["EVALSHA", SHA1.get(script) ?? "", 1, key, ...args]);
  } catch (error) {
    if (codeOf(error) !== "NOSCRIPT") throw error;
    return await redis.exec(["EVAL", SCRIPTS[script], 1, key, ...args]);
  }
}

function connect(access: RedisAccess, deadlineMs: number): Connection {
  try {
    return { redis: openClient(access, deadlineMs), deadlineMs };
  } catch {
    throw new CounterStoreError("The address of the counter store is no HTTP URL.");
  }
}

function describe(error: unknown): string {
  const code = codeOf(error);
  return code === undefined ? "The counter store did not answer." : `The counter store refused the command: ${code}.`;
}

function pairUp(flat: unknown): readonly OutboxEntry[] {
  if (!Array.isArray(flat)) throw new CounterStoreError("The counter store gave an answer of another kind.");
  const texts = flat.map(String);
  return texts.flatMap((id, index) => (index % 2 === 0 ? [{ id, event: texts[index + 1] ?? "" }] : []));
}
