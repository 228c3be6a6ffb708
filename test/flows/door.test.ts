import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { beforeAll, describe, expect, it } from "vitest";
import { anthropicClient, errorOf, openaiClient } from "../support/clients.ts";
import { makeKey } from "../support/keys.ts";
import { configFor, MASTER_KEY } from "../support/providers.ts";
import { rawCall } from "../support/raw-client.ts";
import { useStage } from "../support/stage.ts";
import { answers } from "../support/wire.ts";

const FAILED_MAX = 30;
const REQUESTS_MAX = 50;
const stage = useStage((upstream) =>
  configFor(upstream, { general: { door_guard: { requests_per_minute_per_ip: REQUESTS_MAX } } }),
);
beforeAll(() => stage.upstream.play("openai", answers("openai/chat")));

const HERE = { "cf-connecting-ip": "203.0.113.7" };
const ELSEWHERE = { "cf-connecting-ip": "203.0.113.8" };
const BUSY = { "cf-connecting-ip": "203.0.113.9" };
const AGAIN = { "cf-connecting-ip": "2001:db8:7::1" };
const ask = { model: "openai", max_tokens: 5, messages: [{ role: "user" as const, content: "Hi" }] };

const listModels = async (key: string, headers: Record<string, string>): Promise<number> => {
  const response = await fetch(`${stage.gateway.url}/v1/models`, {
    headers: { authorization: `Bearer ${key}`, ...headers },
  });
  await response.text();
  return response.status;
};

/** So many keys that do not exist, one after the other. */
const guess = async (times: number, headers: Record<string, string>): Promise<number[]> => {
  const statuses: number[] = [];
  for (let n = 0; n < times; n++) statuses.push(await listModels(`sk-guess-${n}`, headers));
  return statuses;
};

describe("after thirty failed keys from one address", () => {
  let known: string;
  let unseen: string;
  let before: number[];
  beforeAll(async () => {
    [known, unseen] = [await makeKey(stage.gateway), await makeKey(stage.gateway)];
    before = [await listModels(known, HERE), ...(await guess(FAILED_MAX, HERE))];
  });

  it("they were answered as ever, and so was a good one", () => {
    expect(before).toEqual([200, ...Array<number>(FAILED_MAX).fill(401)]);
  });

  it("OpenAI's SDK hears 429 and when to come back", async () => {
    const error = await errorOf(
      openaiClient(stage.gateway, "sk-guess").chat.completions.create(ask, { headers: HERE }),
    );
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    const { headers, type, message } = error as InstanceType<typeof OpenAI.RateLimitError>;
    expect([type, message]).toEqual([
      "rate_limit_error",
      expect.stringMatching(/Too many failed authentications from this address\. Try again in \d+ s\.$/),
    ]);
    const wait = Number(headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
  });

  it("Anthropic's SDK hears it in its own shape", async () => {
    const error = await errorOf(anthropicClient(stage.gateway, "sk-guess").messages.create(ask, { headers: HERE }));
    expect(error).toBeInstanceOf(Anthropic.RateLimitError);
    expect((error as InstanceType<typeof Anthropic.RateLimitError>).error).toMatchObject({
      type: "error",
      error: { type: "rate_limit_error" },
    });
  });

  it("nothing is looked up any more: a key that exists, but never came from there, is not found either", async () => {
    expect(await listModels(unseen, HERE)).toBe(429);
    expect(await listModels(unseen, ELSEWHERE)).toBe(200);
  });

  it("no body is read: one that never ends is answered", async () => {
    const call = rawCall(stage.gateway.url, {
      path: "/v1/chat/completions",
      headers: { authorization: "Bearer sk-guess", "content-length": "1000", ...HERE },
    });
    expect((await call.head).status).toBe(429);
    call.close();
  });

  it("management is closed too", async () => {
    const response = await fetch(`${stage.gateway.url}/key/info`, {
      headers: { authorization: "Bearer sk-guess", ...HERE },
    });
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({ error: { type: "rate_limit_error", code: "429" } });
  });

  it("a key that was let in from there before is still served", async () => {
    const { choices } = await openaiClient(stage.gateway, known).chat.completions.create(ask, { headers: HERE });
    expect(choices[0]?.message.content).not.toBe("");
  });

  it("another address is not concerned, and gets the answer to its wrong key", async () => {
    expect(await guess(1, ELSEWHERE)).toEqual([401]);
  });
});

it("an IPv6 customer has one count for all its addresses", async () => {
  await guess(FAILED_MAX, AGAIN);
  expect(await listModels("sk-guess", { "cf-connecting-ip": "2001:db8:7:0:ffff::2" })).toBe(429);
  expect(await listModels("sk-guess", { "cf-connecting-ip": "2001:db8:7:1::1" })).toBe(401);
});

it("on this machine, where no address is vouched for, nobody is turned away", async () => {
  expect(new Set(await guess(FAILED_MAX + 5, {}))).toEqual(new Set([401]));
});

it("all requests of an address are held to their limit, with the right key too", async () => {
  const statuses: number[] = [];
  for (let n = 0; n <= REQUESTS_MAX; n++) statuses.push(await listModels(MASTER_KEY, BUSY));
  expect(statuses).toEqual([...Array<number>(REQUESTS_MAX).fill(200), 429]);
});
