import type { Redis } from "@upstash/redis/cloudflare";
import { asId, type DeploymentId } from "../../core/ids.ts";
import { type Cooldown, type SignalStore, SignalStoreError } from "../signal-store.ts";
import { codeOf } from "./code-of.ts";
import { openClient, type RedisAccess } from "./open-client.ts";

/** Nobody waits for a signal: this only ends what would hang. */
const DEADLINE_MS = 1_000;
const KEY = "tollgate:cooldowns";

/** KEYS: the sorted set of ids by their ends. ARGV: now, the end, the id. The set lives as long as its last entry. */
const COOL = `redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", ARGV[1])
redis.call("ZADD", KEYS[1], "GT", ARGV[2], ARGV[3])
redis.call("PEXPIREAT", KEYS[1], redis.call("ZRANGE", KEYS[1], -1, -1, "WITHSCORES")[2])`;

interface RedisSignalOptions extends RedisAccess {
  readonly deadlineMs?: number;
  readonly now?: () => number;
}

/** Cooldowns in Redis behind Upstash's REST API: one command to tell, one to read. */
export class RedisSignalStore implements SignalStore {
  readonly #redis: Redis;
  readonly #now: () => number;

  constructor({ deadlineMs = DEADLINE_MS, now = Date.now, ...access }: RedisSignalOptions) {
    this.#redis = openClient(access, deadlineMs);
    this.#now = now;
  }

  async cool(id: DeploymentId, untilMs: number): Promise<void> {
    const [now, until] = [this.#now(), Math.ceil(untilMs)];
    if (until > now) await this.#redis.exec(["EVAL", COOL, 1, KEY, now, until, id]).catch(fail);
  }

  async read(): Promise<readonly Cooldown[]> {
    const after = `(${this.#now()}`;
    return pairUp(await this.#redis.exec(["ZRANGE", KEY, after, "+inf", "BYSCORE", "WITHSCORES"]).catch(fail));
  }
}

function pairUp(flat: unknown): readonly Cooldown[] {
  if (!Array.isArray(flat)) return fail();
  const texts = flat.map(String);
  return texts.flatMap((id, index) =>
    index % 2 === 0 ? [{ id: asId<"deployment">(id), untilMs: Number(texts[index + 1]) }] : [],
  );
}

function fail(error?: unknown): never {
  const code = codeOf(error);
  throw new SignalStoreError(code === undefined ? "Redis did not answer." : `Redis refused the command: ${code}.`);
}
