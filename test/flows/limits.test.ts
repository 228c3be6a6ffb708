import { RateLimitError as AnthropicRateLimitError } from "@anthropic-ai/sdk";
import { RateLimitError } from "openai";
import { describe, expect, it } from "vitest";
import { anthropicClient, chat, errorOf, openaiClient, sendMessage } from "../support/clients.ts";
import { makeKey, manage } from "../support/keys.ts";
import { configFor } from "../support/providers.ts";
import { useStage } from "../support/stage.ts";
import { spendOfKey } from "../support/spend.ts";
import { answers, wire } from "../support/wire.ts";

// A machine that runs all of this at once may keep the counters waiting, and away they would count otherwise.
const stage = useStage((upstream) => configFor(upstream, { general: { limits_deadline: 5 } }));

const body = (fields: object = {}): string =>
  JSON.stringify({ model: "openai", messages: [{ role: "user", content: "Hi" }], max_tokens: 20, ...fields });

const post = (key: string, fields: object = {}): Promise<Response> =>
  fetch(`${stage.gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: body(fields),
  });

/** The statuses of so many calls at once. */
async function postMany(key: string, count: number, fields: object = {}): Promise<number[]> {
  const answered = await Promise.all(Array.from({ length: count }, () => post(key, fields)));
  await Promise.all(answered.map((response) => response.text()));
  return answered.map(({ status }) => status);
}

const countOf = (statuses: readonly number[], status: number): number =>
  statuses.filter((other) => other === status).length;

describe("a limit on requests", () => {
  it("of 60 admits exactly 60 of 200 calls at once, and only those reach the provider", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const key = await makeKey(stage.gateway, { rpm_limit: 60 });
    const before = stage.upstream.requests("openai").length;
    const statuses = await postMany(key, 200);
    expect(countOf(statuses, 200)).toBe(60);
    expect(countOf(statuses, 429)).toBe(140);
    expect(stage.upstream.requests("openai").length - before).toBe(60);
  });

  it("refuses in the caller's dialect, saying whose limit it is and how long it lasts", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const key = await makeKey(stage.gateway, { rpm_limit: 1 });
    const first = await post(key);
    expect(first.headers.get("x-ratelimit-api_key-limit-requests")).toBe("1");
    expect(first.headers.get("x-ratelimit-api_key-remaining-requests")).toBe("0");
    const second = await post(key);
    expect(second.status).toBe(429);
    expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(50);
    expect(Number(second.headers.get("retry-after"))).toBeLessThanOrEqual(61);
    expect(second.headers.get("rate_limit_type")).toBe("requests");
    expect(await second.json()).toMatchObject({
      error: {
        code: "429",
        message: expect.stringMatching(
          /^Rate limit exceeded for api_key: [0-9a-f]{64}\. Limit type: requests\. Current limit: 1, Remaining: 0/,
        ),
      },
    });
    const messages: { role: "user"; content: string }[] = [{ role: "user", content: "Hi" }];
    const openai = openaiClient(stage.gateway, key);
    expect(await errorOf(chat(openai, { model: "openai", messages }, true))).toBeInstanceOf(RateLimitError);
    const anthropic = anthropicClient(stage.gateway, key);
    const refused = await errorOf(sendMessage(anthropic, { model: "openai", max_tokens: 9, messages }, false));
    expect(refused).toBeInstanceOf(AnthropicRateLimitError);
  });

  it("of 0 admits nothing", async () => {
    const key = await makeKey(stage.gateway, { rpm_limit: 0 });
    expect((await post(key)).status).toBe(429);
  });

  it("for one model leaves the others alone", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    stage.upstream.play("groq", answers("groq/chat"));
    const key = await makeKey(stage.gateway, { model_rpm_limit: { openai: 1 } });
    expect(await postMany(key, 3)).toEqual(expect.arrayContaining([200, 429, 429]));
    expect(await postMany(key, 2, { model: "groq" })).toEqual([200, 200]);
  });
});

describe("a limit on tokens", () => {
  it("counts what a call may come to before it is made, and what it came to afterwards", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const key = await makeKey(stage.gateway, { tpm_limit: 1_000 });
    // Each may come to 400 and a few: two fit at once, a third does not.
    const statuses = await postMany(key, 3, { max_tokens: 400 });
    expect([countOf(statuses, 200), countOf(statuses, 429)]).toEqual([2, 1]);
    await expect.poll(async () => (await post(key, { max_tokens: 400 })).status, { timeout: 5_000 }).toBe(200);
  });

  it("refuses a call that could never fit, without a time to come back", async () => {
    const key = await makeKey(stage.gateway, { tpm_limit: 100 });
    const refused = await post(key, { max_tokens: 4_000 });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBeNull();
  });
});

describe("a limit on parallel calls", () => {
  it("admits so many at once, and the next when one is over", async () => {
    stage.upstream.play("openai", wire("openai/chat.json", { headersDelay: 800 }));
    const key = await makeKey(stage.gateway, { max_parallel_requests: 2 });
    const statuses = await postMany(key, 6);
    expect([countOf(statuses, 200), countOf(statuses, 429)]).toEqual([2, 4]);
    await expect.poll(async () => (await post(key)).status, { timeout: 5_000 }).toBe(200);
  });

  it("is given back by a client that hangs up", async () => {
    stage.upstream.play("openai", wire("openai/chat.sse", { delay: 200 }));
    const key = await makeKey(stage.gateway, { max_parallel_requests: 1 });
    const leave = new AbortController();
    const stream = await fetch(`${stage.gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: body({ stream: true }),
      signal: leave.signal,
    });
    expect(stream.status).toBe(200);
    expect((await post(key)).status).toBe(429);
    leave.abort();
    stage.upstream.play("openai", answers("openai/chat"));
    await expect.poll(async () => (await post(key)).status, { timeout: 8_000 }).toBe(200);
  });
});

describe("a budget", () => {
  it("is never passed by 20 calls at once, and what was spent is what the ledger says", async () => {
    stage.upstream.play("openai", wire("openai/chat.json", { headersDelay: 500 }));
    // A hundred tokens of gpt-4o-mini cost 0.00006 dollars: three calls fit, with what they ask.
    const key = await makeKey(stage.gateway, { max_budget: 0.0002 });
    const statuses = await postMany(key, 20, { max_tokens: 100 });
    expect([countOf(statuses, 200), countOf(statuses, 400)]).toEqual([3, 17]);
    const events = await spendOfKey(stage.gateway, key, 20);
    expect(events).toHaveLength(20);
    const spent = events.reduce((sum, { spend }) => sum + spend, 0);
    expect(spent).toBeGreaterThan(0);
    expect(spent).toBeLessThanOrEqual(0.0002);
  });

  it("that is used up refuses as LiteLLM does", async () => {
    const key = await makeKey(stage.gateway, { max_budget: 0.000001 });
    const refused = await post(key);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      error: { type: "budget_exceeded", code: "400", message: expect.stringContaining("Budget has been exceeded!") },
    });
  });

  it("begins with what the key has spent already", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const key = await makeKey(stage.gateway, { max_budget: 1, spend: 1 });
    expect((await post(key)).status).toBe(400);
  });
});

describe("a refused call", () => {
  it("costs nothing on any other limit", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const key = await makeKey(stage.gateway, { rpm_limit: 2, tpm_limit: 1_000 });
    expect(await postMany(key, 5, { max_tokens: 5_000 })).toEqual([429, 429, 429, 429, 429]);
    expect(await postMany(key, 2)).toEqual([200, 200]);
  });

  it("leaves one event that says so", async () => {
    const key = await makeKey(stage.gateway, { rpm_limit: 0 });
    await post(key);
    const events = await spendOfKey(stage.gateway, key, 1);
    expect(events).toMatchObject([{ spend: 0, metadata: { outcome: "refused", http_status: 429 } }]);
  });
});

it("a limited key that is blocked is refused at once", async () => {
  stage.upstream.play("openai", answers("openai/chat"));
  const key = await makeKey(stage.gateway, { rpm_limit: 10 });
  expect((await post(key)).status).toBe(200);
  await manage(stage.gateway, "/key/block", { key });
  expect((await post(key)).status).toBe(401);
  await manage(stage.gateway, "/key/unblock", { key });
  expect((await post(key)).status).toBe(200);
});
