import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { asId } from "../../src/core/ids.ts";
import { RedisSignalStore } from "../../src/store/redis/redis-signal-store.ts";
import { SignalStoreError } from "../../src/store/signal-store.ts";
import { describeSignalStore } from "../contracts/signal-store-suite.ts";
import { type RedisServer, startRedisServer } from "../support/redis-server.ts";
import { RespClient } from "../support/resp-client.ts";
import { startUpstashShim, type UpstashShim } from "../support/upstash-shim.ts";
import { describeWithRedis } from "./with-redis.ts";

const MINUTE_MS = 60_000;
const A = asId<"deployment">("a");

describeWithRedis("cooldowns on a real redis-server", () => {
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
  beforeEach(async () => void (await raw.send("FLUSHALL")));

  const open = (changes: { readonly token?: string; readonly deadlineMs?: number; readonly now?: () => number } = {}) =>
    new RedisSignalStore({ url: shim.url, token: shim.token, deadlineMs: 20_000, ...changes });

  describeSignalStore("Redis", open);

  test("are told in one command and read in one", async () => {
    const before = shim.heard.length;
    await open().cool(A, Date.now() + MINUTE_MS);
    await open().read();
    expect(shim.heard.slice(before)).toEqual(["EVAL", "ZRANGE"]);
  });

  test("leave nothing behind: the key ends with the last of them, and takes along those that ended before", async () => {
    const startMs = Date.now();
    await open().cool(A, startMs + 10 * MINUTE_MS);
    await open().cool(asId<"deployment">("b"), startMs + MINUTE_MS);
    expect(await raw.send("PEXPIRETIME", "tollgate:cooldowns")).toBe(startMs + 10 * MINUTE_MS);
    await open({ now: () => startMs + 2 * MINUTE_MS }).cool(asId<"deployment">("c"), startMs + 3 * MINUTE_MS);
    expect(await raw.send("ZRANGE", "tollgate:cooldowns", "0", "-1")).toEqual(["c", "a"]);
  });

  describe("when Redis is away", () => {
    const failure = async (store: RedisSignalStore): Promise<SignalStoreError> => {
      const error: unknown = await store.read().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(SignalStoreError);
      await expect(store.cool(A, Date.now() + MINUTE_MS)).rejects.toBeInstanceOf(SignalStoreError);
      return error as SignalStoreError;
    };

    test("a signal gives up at its deadline", async () => {
      const startMs = performance.now();
      redis.pause();
      const error = await failure(open({ deadlineMs: 500 })).finally(() => redis.resume());
      // A deadline that did nothing would be the client's own of many seconds.
      expect(performance.now() - startMs).toBeLessThan(8_000);
      expect(error.message).toBe("Redis did not answer.");
    });

    test("a token that is refused is told by its code, and by nothing else", async () => {
      const error = await failure(open({ token: "wrong-token" }));
      expect(error.message).toBe("Redis refused the command: WRONGPASS.");
      expect(error.cause).toBeUndefined();
    });
  });
});
