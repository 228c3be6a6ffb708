import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { REMEMBERED_MS } from "../../src/counters/bounds.ts";
import type { Claim, Take } from "../../src/counters/command.ts";
import { CounterStoreError } from "../../src/store/counter-store.ts";
import { RedisCounterStore } from "../../src/store/redis/redis-counter-store.ts";
import { shardKey } from "../../src/store/redis/script-call.ts";
import { describeCounterStore } from "../contracts/counter-store-suite.ts";
import { type RedisServer, startRedisServer } from "../support/redis-server.ts";
import { RespClient } from "../support/resp-client.ts";
import { startUpstashShim, type UpstashShim } from "../support/upstash-shim.ts";
import { describeWithRedis } from "./with-redis.ts";

const rpm = (limit: number, amount = 1): Claim => ({ kind: "window", counter: "rpm", limit, amount });
const money = (limit: number, amount: number): Claim => ({ kind: "budget", counter: "usd", limit, amount, spent: 0 });
const take = (id: string, ...claims: readonly Claim[]): Take => ({
  op: "take",
  id,
  claims,
  standings: [],
  leaseMs: 30_000,
});
const settled = (id: string, ...amounts: readonly number[]) => ({ op: "settle", id, amounts }) as const;

const BARE_TIMER_MS = 140;
/** The percentile of a hundred, in whole milliseconds. */
const at = (times: readonly number[], percent: number): number =>
  Math.round(times.toSorted((a, b) => a - b)[percent - 1] ?? Number.NaN);

describeWithRedis("with a real redis-server", () => {
  let redis: RedisServer;
  let raw: RespClient;
  let shim: UpstashShim;
  beforeAll(async () => {
    redis = await startRedisServer();
    raw = await RespClient.connect(redis.port);
    shim = await startUpstashShim(redis.port);
  });
  afterAll(async () => {
    raw.close();
    await shim.stop();
    await redis.stop();
  });

  /** Patient: what a busy machine makes wait is not what these tests are about. */
  const open = () => new RedisCounterStore({ url: shim.url, token: shim.token, deadlineMs: 20_000 });
  const failure = async (work: Promise<unknown>): Promise<Error> => {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(CounterStoreError);
    return error as Error;
  };

  describeCounterStore("Redis behind Upstash's protocol", open);

  describe("Redis", () => {
    test("is asked once for each command", async () => {
      const store = open();
      await store.take("trips", take("a", rpm(60), money(100, 5)));
      await store.checkpoint("trips", { op: "checkpoint", id: "a", amounts: [1, 2], leaseMs: 30_000 });
      await store.settle("trips", settled("a", 1, 5));
      const before = shim.heard.length;
      await store.take("trips", take("b", rpm(60), money(100, 5)));
      await store.checkpoint("trips", { op: "checkpoint", id: "b", amounts: [1, 2], leaseMs: 30_000 });
      await store.settle("trips", settled("b", 1, 5), { id: "b", event: "{}" });
      expect(shim.heard.slice(before)).toEqual(["EVALSHA", "EVALSHA", "EVALSHA"]);
    });

    test("is sent a script again when it forgot all of them", async () => {
      const store = open();
      await store.take("flushed", take("a", rpm(60)));
      await raw.send("SCRIPT", "FLUSH");
      const before = shim.heard.length;
      expect(await store.settle("flushed", settled("a", 1))).toBe("settled");
      expect(shim.heard.slice(before)).toEqual(["EVALSHA", "EVAL"]);
    });

    test("is given a command again whose answer was lost, and charges it once", async () => {
      const store = open();
      await store.take("lost", take("warm", rpm(60, 0), money(100, 0)));
      await store.settle("lost", settled("warm"));
      shim.loseNextAnswer();
      await failure(store.take("lost", take("a", rpm(60, 10), money(100, 10))));
      const again = await store.take("lost", take("a", rpm(60, 10), money(100, 10)));
      expect(again).toMatchObject({ admitted: true, levels: [{ used: 10 }, { used: 10 }] });
      shim.loseNextAnswer();
      await failure(store.settle("lost", settled("a", 5, 5), { id: "a", event: "{}" }));
      expect(await store.settle("lost", settled("a", 5, 5), { id: "a", event: "{}" })).toBe("repeated");
      expect(await store.take("lost", take("b", rpm(60, 0), money(100, 0)))).toMatchObject({
        levels: [{ used: 5 }, { used: 5 }],
      });
      expect(await store.peekOutbox("lost", 10)).toHaveLength(1);
    });

    test("holds every key of a shard in one slot, and nothing idle but budgets for long", async () => {
      const store = open();
      await store.take(
        "kept",
        take("a", rpm(60), money(100, 5), { kind: "parallel", counter: "p", limit: 9, amount: 1 }),
      );
      await store.settle("kept", settled("a", 1, 5, 1), { id: "a", event: "{}" });
      await store.forgetOutbox("kept", ["a"]);
      const prefix = shardKey("kept");
      const keys = ((await raw.send("KEYS", "*kept*")) as string[]).toSorted();
      expect(keys).toEqual([prefix, `${prefix}:b:usd`, `${prefix}:r:a`, `${prefix}:w:rpm`]);
      const lifetimes = await Promise.all(keys.map((key) => raw.send("PTTL", key)));
      const minutes = lifetimes.map((ms) => (ms === -1 ? "for good" : Math.ceil(Number(ms) / 60_000)));
      expect(minutes).toEqual([15, "for good", 15, 2]);
    });

    test("keeps what a live request reserved until it ends, however long nobody asks", async () => {
      await open().take("live", take("a", rpm(60), money(100, 5)));
      expect(await raw.send("PTTL", `${shardKey("live")}:r:a`)).toBe(-1);
      expect(await raw.send("PTTL", `${shardKey("live")}:due`)).toBe(-1);
    });

    test("keeps an expired request until its draft was handed over, and then nothing of it", async () => {
      const store = open();
      const key = (id: string) => `${shardKey("drafts")}:r:${id}`;
      const brief = (id: string) => ({ ...take(id, rpm(60)), leaseMs: 1 });
      await store.take("drafts", { ...brief("drafted"), draft: "{}" });
      await store.take("drafts", { ...brief("late"), draft: "{}" });
      await store.take("drafts", brief("bare"));
      await sleep(10);
      await store.sweep("drafts");
      expect(await raw.send("PTTL", key("drafted"))).toBe(-1);
      expect(await raw.send("PTTL", `${shardKey("drafts")}:due`)).toBe(-1);
      expect(Number(await raw.send("PTTL", key("bare")))).toBeGreaterThan(0);
      expect(await store.settle("drafts", settled("late", 1))).toBe("adjusted");
      expect(((await raw.send("HKEYS", key("late"))) as string[]).toSorted()).toEqual(["answer", "forgotten", "state"]);
      const late = Number(await raw.send("PTTL", key("late")));
      expect(late).toBeGreaterThan(REMEMBERED_MS / 2);
      expect(late).toBeLessThanOrEqual(REMEMBERED_MS);
      // As if a quarter of an hour were over.
      await raw.send("ZADD", `${shardKey("drafts")}:due`, "XX", "1", "drafted");
      await store.sweep("drafts");
      await store.sweep("drafts");
      expect(await store.peekOutbox("drafts", 10)).toEqual([{ id: "drafted", event: "{}" }]);
      expect(await raw.send("EXISTS", key("drafted"), `${shardKey("drafts")}:due`)).toBe(0);
      expect(await store.settle("drafts", settled("drafted", 1))).toBe("unknown");
    });

    test("never goes back in time", async () => {
      const future = Date.now() + 5_000;
      await raw.send("SET", shardKey("guard"), String(future), "PX", "900000");
      const asked = take("a", { kind: "budget", counter: "usd", limit: 9, amount: 1, spent: 0, endsAtMs: future });
      expect(await open().take("guard", asked)).toEqual({ admitted: false, why: "period", nowMs: future });
    });

    test("does without a request that was evicted under it", async () => {
      const store = open();
      await store.take("evicted", { ...take("a", rpm(60)), leaseMs: 1 });
      await raw.send("DEL", `${shardKey("evicted")}:r:a`);
      await sleep(10);
      expect(await store.take("evicted", take("b", rpm(60)))).toMatchObject({ admitted: true });
      expect(await raw.send("ZCARD", `${shardKey("evicted")}:due`)).toBe(1);
    });
  });

  describe("a Redis that fails", () => {
    const quick = (url = shim.url, token = shim.token) => new RedisCounterStore({ url, token });
    const expectSilent = ({ message, cause }: Error): void => {
      expect(message).not.toMatch(/shim-token|wrong-token|127\.0\.0\.1|http|secret-counter/);
      expect(cause).toBeUndefined();
    };
    const asked = take("x", { kind: "window", counter: "secret-counter", limit: 60, amount: 1 });

    test("by silence is given up within 150 ms, and works again when it is back", async () => {
      const store = quick();
      await open().take("silent", take("warm", rpm(60)));
      const times: number[] = [];
      const lateness: number[] = [];
      const lane = async (): Promise<void> => {
        for (let n = 0; n < 25; n++) {
          const startMs = performance.now();
          // A machine with other work runs every timer late: that is no part of the decision.
          const late = sleep(BARE_TIMER_MS).then(() => performance.now() - startMs - BARE_TIMER_MS);
          expectSilent(await failure(store.take("silent", asked)));
          const took = performance.now() - startMs;
          times.push(took);
          lateness.push(await late);
        }
      };
      redis.pause();
      await Promise.all([lane(), lane(), lane(), lane()]).finally(() => redis.resume());
      const [p50, p99] = [at(times, 50), at(times, 99)];
      const [late50, late99] = [at(lateness, 50), at(lateness, 99)];
      console.log(
        `silent Redis: p50 ${p50} ms, p99 ${p99} ms; this machine's timers are late by ${late50} and ${late99} ms`,
      );
      // Two timers and a few steps between them: each may be as late as a bare one.
      expect(p50).toBeLessThanOrEqual(150 + 2 * late50);
      expect(p99).toBeLessThanOrEqual(150 + 3 * late99);
      expect(await open().take("silent", take("back", rpm(60)))).toMatchObject({ admitted: true });
    });

    test("by silence after a forgotten script is given up within the same deadline", async () => {
      const store = quick();
      await raw.send("SCRIPT", "FLUSH");
      const startMs = performance.now();
      redis.pause();
      await failure(store.take("silent", asked)).finally(() => redis.resume());
      expect(performance.now() - startMs).toBeLessThan(200);
    });

    test("by refusing connections is given up at once", async () => {
      const closed = await startUpstashShim(redis.port);
      await closed.stop();
      const startMs = performance.now();
      const error = await failure(quick(closed.url).take("refused", asked));
      expect(performance.now() - startMs).toBeLessThan(150);
      expectSilent(error);
      expect(error.message).toBe("The counter store did not answer.");
    });

    test("by a name that does not resolve is given up in time", async () => {
      const startMs = performance.now();
      expectSilent(await failure(quick("http://counters.invalid").take("refused", asked)));
      expect(performance.now() - startMs).toBeLessThan(200);
    });

    test("by refusing the token tells the code and nothing else", async () => {
      const error = await failure(quick(shim.url, "wrong-token").take("refused", asked));
      expect(error.message).toBe("The counter store refused the command: WRONGPASS.");
      expectSilent(error);
    });

    test("by an address that is none is refused when it is configured", () => {
      const configure = () => new RedisCounterStore({ url: "redis:secret@x", token: "t" });
      expect(configure).toThrow(CounterStoreError);
      expect(configure).toThrow("The address of the counter store is no HTTP URL.");
    });

    test("by being a replica tells so, and nothing is charged", async () => {
      const store = open();
      await store.take("replica", take("a", rpm(60)));
      await raw.send("REPLICAOF", "127.0.0.1", "1");
      const error = await failure(store.take("replica", asked));
      await raw.send("REPLICAOF", "NO", "ONE");
      expect(error.message).toBe("The counter store refused the command: READONLY.");
      expectSilent(error);
      expect(await store.take("replica", take("b", rpm(60)))).toMatchObject({ levels: [{ used: 2 }] });
    });

    test("by being full tells so, and nothing is charged", async () => {
      const store = open();
      await store.take("full", take("a", rpm(60)));
      await raw.send("CONFIG", "SET", "maxmemory", "1");
      const error = await failure(store.take("full", take("b", rpm(60))));
      await raw.send("CONFIG", "SET", "maxmemory", "0");
      expect(error.message).toBe("The counter store refused the command: OOM.");
      expect(await store.take("full", take("c", rpm(60)))).toMatchObject({ levels: [{ used: 2 }] });
    });

    test("by losing all it knew asks for what was spent before it admits anything", async () => {
      const store = open();
      await store.take("lost-all", take("a", money(100, 60)));
      await raw.send("FLUSHALL");
      const unseeded: Claim = { kind: "budget", counter: "usd", limit: 100, amount: 60 };
      expect(await store.take("lost-all", take("b", unseeded))).toMatchObject({ why: "unknown", counters: ["usd"] });
      expect(await store.settle("lost-all", settled("a", 60), { id: "a", event: "{}" })).toBe("unknown");
      expect(await store.peekOutbox("lost-all", 10)).toEqual([{ id: "a", event: "{}" }]);
    });
  });
});
