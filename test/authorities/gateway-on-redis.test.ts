import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningGateway, startGateway } from "../support/gateway.ts";
import { makeKey, manage } from "../support/keys.ts";
import { configFor, MASTER_KEY, variables } from "../support/providers.ts";
import { type RedisServer, startRedisServer } from "../support/redis-server.ts";
import { keepSecret, secretsIn } from "../support/secrets.ts";
import { spendOfKey } from "../support/spend.ts";
import type { UpstashShim } from "../support/upstash-shim.ts";
import { startUpstream, type Upstream } from "../support/upstream.ts";
import { answers, wire } from "../support/wire.ts";
import { describeWithRedis } from "./with-redis.ts";

const post = ({ url }: RunningGateway, key: string, fields: object = {}): Promise<Response> =>
  fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({
      model: "openai",
      messages: [{ role: "user", content: "Hi" }],
      max_tokens: 20,
      ...fields,
    }),
  });

/** How many of so many calls at once ended with each status. */
async function postMany(gateway: RunningGateway, key: string, count: number, fields?: object) {
  const answered = await Promise.all(Array.from({ length: count }, () => post(gateway, key, fields)));
  await Promise.all(answered.map((response) => response.text()));
  const counts: Record<number, number> = {};
  for (const { status } of answered) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** So many calls at once keep one isolate and the shim busy for longer than a decision may take by default. */
const general = { limits_deadline: 2 };

describeWithRedis("a gateway with its counters in Redis", () => {
  let upstream: Upstream;
  let redis: RedisServer;
  let shim: ChildProcess;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await startUpstream();
    redis = await startRedisServer();
    shim = fork(join(import.meta.dirname, "run-shim.ts"), [String(redis.port)]);
    const [{ url, token }] = (await once(shim, "message")) as [Pick<UpstashShim, "url" | "token">];
    const env = { ...variables, UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: keepSecret(token) };
    gateway = await startGateway({ config: configFor(upstream, { general }), env });
    // The first call of a worker pays for its compilation, and the first of a script for sending it.
    upstream.play("openai", answers("openai/chat"));
    const warm = await makeKey(gateway, { rpm_limit: 10_000 });
    await postMany(gateway, warm, 20);
    await spendOfKey(gateway, warm, 20);
  });
  afterAll(async () => {
    await gateway.stop();
    shim.kill();
    await redis.stop();
    await upstream.close();
  });

  test("serves a key that was out of budget once its spend is reset, and counts anew", async () => {
    // Room for one call of at most a hundred tokens, and for no second one.
    const key = await makeKey(gateway, { max_budget: 0.000063 });
    const call = () => postMany(gateway, key, 1, { max_tokens: 100 });
    expect([await call(), await call()]).toEqual([{ 200: 1 }, { 400: 1 }]);
    await manage(gateway, `/key/${key}/reset_spend`, { reset_to: 0 });
    expect([await call(), await call()]).toEqual([{ 200: 1 }, { 400: 1 }]);
  });

  test("admits exactly 60 of 200 calls at once, and each is in the ledger once", async () => {
    upstream.play("openai", wire("openai/chat.json", { headersDelay: 1_500 }));
    const key = await makeKey(gateway, { rpm_limit: 60 });
    const before = upstream.requests("openai").length;
    expect(await postMany(gateway, key, 200)).toEqual({ 200: 60, 429: 140 });
    expect(upstream.requests("openai").length - before).toBe(60);
    const events = await spendOfKey(gateway, key, 200);
    const served = events.filter(({ metadata }) => metadata["outcome"] === "served");
    expect([events.length, served.length]).toEqual([200, 60]);
    const { json } = await manage(gateway, `/key/info?key=${key}`);
    const sum = events.reduce((total, { spend }) => total + spend, 0);
    expect(json).toMatchObject({ info: { spend: expect.closeTo(sum, 9) as unknown } });
    upstream.play("openai", answers("openai/chat"));
  });

  test("a budget is not passed by 20 calls at once, and the ledger says what was spent", async () => {
    upstream.play("openai", wire("openai/chat.json", { headersDelay: 500 }));
    // A hundred tokens of gpt-4o-mini cost 0.00006 dollars: three calls fit, with what they ask.
    const key = await makeKey(gateway, { max_budget: 0.0002 });
    expect(await postMany(gateway, key, 20, { max_tokens: 100 })).toEqual({ 200: 3, 400: 17 });
    const events = await spendOfKey(gateway, key, 20);
    expect(events).toHaveLength(20);
    const spent = events.reduce((sum, { spend }) => sum + spend, 0);
    expect(spent).toBeGreaterThan(0);
    expect(spent).toBeLessThanOrEqual(0.0002);
    upstream.play("openai", answers("openai/chat"));
  });

  test("parallel calls are held to their limit, and given back", async () => {
    upstream.play("openai", wire("openai/chat.json", { headersDelay: 800 }));
    const key = await makeKey(gateway, { max_parallel_requests: 2 });
    expect(await postMany(gateway, key, 6)).toEqual({ 200: 2, 429: 4 });
    upstream.play("openai", answers("openai/chat"));
    await expect.poll(async () => (await post(gateway, key)).status, { timeout: 5_000 }).toBe(200);
  });

  test("a limited key that is blocked is refused at once, and served again when it is not", async () => {
    const key = await makeKey(gateway, { rpm_limit: 10 });
    expect((await post(gateway, key)).status).toBe(200);
    await manage(gateway, "/key/block", { key });
    expect((await post(gateway, key)).status).toBe(401);
    await manage(gateway, "/key/unblock", { key });
    expect((await post(gateway, key)).status).toBe(200);
  });

  test("while Redis is silent a budget closes, rates stay open a little, and no event is lost", async () => {
    const [spender, caller] = [await makeKey(gateway, { max_budget: 1 }), await makeKey(gateway, { rpm_limit: 40 })];
    expect([await postMany(gateway, spender, 1), await postMany(gateway, caller, 1)]).toEqual([{ 200: 1 }, { 200: 1 }]);
    redis.pause();
    try {
      expect((await post(gateway, spender)).status).toBe(503);
      expect(await postMany(gateway, caller, 10)).toEqual({ 200: 2, 429: 8 });
    } finally {
      redis.resume();
    }
    await sleep(1_500);
    expect([await postMany(gateway, spender, 1), await postMany(gateway, caller, 1)]).toEqual([{ 200: 1 }, { 200: 1 }]);
    expect(await spendOfKey(gateway, spender, 3)).toHaveLength(3);
    expect(await spendOfKey(gateway, caller, 12)).toHaveLength(12);
  });

  test("gives no secret away in its log, nor that of Redis", () => {
    expect(secretsIn(gateway.logs())).toEqual([]);
  });
});

describe("a gateway that is told half of where its counters are", () => {
  let upstream: Upstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await startUpstream();
    upstream.play("openai", answers("openai/chat"));
    const env = { ...variables, UPSTASH_REDIS_REST_URL: "https://counters.invalid" };
    gateway = await startGateway({ config: configFor(upstream, { general }), env });
  });
  afterAll(async () => {
    await gateway.stop();
    await upstream.close();
  });
  const reason = {
    type: "configuration_error",
    message: "UPSTASH_REDIS_REST_URL is set, but UPSTASH_REDIS_REST_TOKEN is not: the counters need both, or neither.",
  };

  test("is not ready, and says what is missing", async () => {
    const ready = await fetch(`${gateway.url}/health/readiness`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ error: reason });
  });

  test("refuses a limited call with the same reason, and serves one that nothing limits", async () => {
    const refused = await post(gateway, await makeKey(gateway, { rpm_limit: 10 }));
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ error: reason });
    expect((await post(gateway, MASTER_KEY)).status).toBe(200);
  });
});
