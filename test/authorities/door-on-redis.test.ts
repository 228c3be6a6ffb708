import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { DoorStoreError } from "../../src/store/door-store.ts";
import { RedisDoorStore } from "../../src/store/redis/redis-door-store.ts";
import { type RunningGateway, startGateway } from "../support/gateway.ts";
import { configFor, MASTER_KEY, variables } from "../support/providers.ts";
import { type RedisServer, startRedisServer } from "../support/redis-server.ts";
import { RespClient } from "../support/resp-client.ts";
import { keepSecret, secretsIn } from "../support/secrets.ts";
import { startUpstashShim, type UpstashShim } from "../support/upstash-shim.ts";
import { startUpstream, type Upstream } from "../support/upstream.ts";
import { describeWithRedis } from "./with-redis.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 10, 1);
const ADDRESS = "203.0.113.7";
const ADDRESS_OF_OFFICE = "203.0.113.70";

describeWithRedis("the door's counts on a real redis-server", () => {
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
  // Windows begin with the minute of the clock, and no test may end in another than it began in.
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: START_MS });
    await raw.send("FLUSHALL");
  });
  afterEach(() => void vi.useRealTimers());

  const options = { name: "failed-auth", perMinute: 5, secret: "sk-master", deadlineMs: 20_000 };
  const open = (changes: Partial<typeof options> = {}) =>
    new RedisDoorStore({ url: shim.url, token: shim.token, ...options, ...changes });
  const chargeTimes = async (times: number, store = open(), address = ADDRESS): Promise<number | undefined> => {
    for (let n = 1; n < times; n++) expect(await store.charge(address)).toBeUndefined();
    return store.charge(address);
  };

  test("two isolates count together, and both hear when it is enough, and until when", async () => {
    const [one, other] = [open(), open()];
    await chargeTimes(3, one);
    expect(await chargeTimes(2, other)).toBe(START_MS + MINUTE_MS);
    expect(await one.charge(ADDRESS)).toBe(START_MS + MINUTE_MS);
  });

  test("what was a minute ago counts by the part that is still within the minute", async () => {
    await chargeTimes(5);
    vi.setSystemTime(START_MS + 1.5 * MINUTE_MS);
    // Half of five, rounded down, is two: three more fill it up.
    expect(await chargeTimes(3)).toBe(START_MS + 2 * MINUTE_MS);
    vi.setSystemTime(START_MS + 4 * MINUTE_MS);
    expect(await open().charge(ADDRESS)).toBeUndefined();
  });

  test("another address and another kind of attempt are counted apart", async () => {
    await chargeTimes(5);
    expect(await open().charge("203.0.113.8")).toBeUndefined();
    expect(await open({ name: "requests" }).charge(ADDRESS)).toBeUndefined();
  });

  test("is one trip for each attempt once the script is there", async () => {
    const store = open();
    await store.charge(ADDRESS);
    const before = shim.heard.length;
    await store.charge(ADDRESS);
    expect(shim.heard.slice(before)).toEqual(["EVALSHA"]);
  });

  test("no address is stored, only a name that another gateway has otherwise, and nothing for long", async () => {
    await open().charge(ADDRESS);
    await open({ secret: "sk-another" }).charge(ADDRESS);
    const keys = (await raw.send("KEYS", "*")) as string[];
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(key).toMatch(/^tollgate:door:failed-auth:[0-9a-f]{32}:\d+$/);
      expect(Number(await raw.send("PTTL", key))).toBeLessThanOrEqual(2 * MINUTE_MS + 1_000);
    }
  });

  describe("when Redis is away", () => {
    const failure = async (store: RedisDoorStore): Promise<DoorStoreError> => {
      const error: unknown = await store.charge(ADDRESS).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DoorStoreError);
      return error as DoorStoreError;
    };

    test("a count gives up at its deadline, and works again when it is back", async () => {
      const startMs = performance.now();
      redis.pause();
      const error = await failure(open({ deadlineMs: 500 })).finally(() => redis.resume());
      // A deadline that did nothing would be the client's own of many seconds.
      expect(performance.now() - startMs).toBeLessThan(4_000);
      expect(error.message).toBe("Redis did not answer.");
      await vi.waitFor(async () => expect(await open().charge("203.0.113.9")).toBeUndefined(), { timeout: 20_000 });
    });

    test("a token that is refused is told by its code, and by nothing else", async () => {
      const store = new RedisDoorStore({ url: shim.url, token: "wrong-token", ...options });
      const error = await failure(store);
      expect(error.message).toBe("Redis refused the command: WRONGPASS.");
      expect(error.cause).toBeUndefined();
    });

    test("an address where nobody listens is given up", async () => {
      const closed = await startUpstashShim(redis.port);
      await closed.stop();
      const error = await failure(new RedisDoorStore({ url: closed.url, token: closed.token, ...options }));
      expect(error.message).toBe("Redis did not answer.");
    });
  });
});

describeWithRedis("a gateway whose door counts in Redis", () => {
  let upstream: Upstream;
  let redis: RedisServer;
  let shim: UpstashShim;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await startUpstream();
    redis = await startRedisServer();
    shim = await startUpstashShim(redis.port);
    const env = { ...variables, UPSTASH_REDIS_REST_URL: shim.url, UPSTASH_REDIS_REST_TOKEN: keepSecret(shim.token) };
    gateway = await startGateway({ config: configFor(upstream), env });
  });
  afterAll(async () => {
    await gateway.stop();
    await shim.stop();
    await redis.stop();
    await upstream.close();
  });

  const listModels = async (key: string, address: string): Promise<number> => {
    const headers = { authorization: `Bearer ${key}`, "cf-connecting-ip": address };
    const response = await fetch(`${gateway.url}/v1/models`, { headers });
    await response.text();
    return response.status;
  };

  test("asks nothing for those who come with a good key", async () => {
    const before = shim.heard.length;
    for (let n = 0; n < 5; n++) expect(await listModels(MASTER_KEY, ADDRESS_OF_OFFICE)).toBe(200);
    expect(shim.heard.slice(before)).toEqual([]);
  });

  test("learns with its first failure what other isolates have counted", async () => {
    const { url, token } = shim;
    const other = new RedisDoorStore({ url, token, name: "failed-auth", perMinute: 30, secret: MASTER_KEY });
    for (let n = 0; n < 30; n++) await other.charge(ADDRESS);
    let failed = 0;
    while ((await listModels("sk-guess", ADDRESS)) === 401) failed += 1;
    expect(failed).toBeGreaterThan(0);
    // By itself it would have let thirty fail.
    expect(failed).toBeLessThan(25);
  });

  test("counts alone while Redis is silent: thirty are answered, the next is refused", async () => {
    redis.pause();
    try {
      const statuses: number[] = [];
      for (let n = 0; n <= 30; n++) statuses.push(await listModels("sk-guess", ADDRESS_OF_OFFICE));
      expect(statuses).toEqual([...Array<number>(30).fill(401), 429]);
      await expect.poll(() => gateway.logs(), { timeout: 20_000 }).toContain("counts in this isolate alone");
    } finally {
      redis.resume();
    }
  });

  test("gives no secret and no address away in its log", () => {
    expect(secretsIn(gateway.logs())).toEqual([]);
    expect(gateway.logs()).not.toContain(ADDRESS);
  });
});
