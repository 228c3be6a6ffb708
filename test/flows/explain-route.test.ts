import { beforeEach, describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../support/at.ts";
import { chat, errorOf } from "../support/clients.ts";
import { makeKey, manage } from "../support/keys.ts";
import { configFor, deployment } from "../support/providers.ts";
import { secretsIn } from "../support/secrets.ts";
import { awaitSpend, spendLog } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import { answers, failure } from "../support/wire.ts";

const withId = (entry: object, id: string, info: object = {}): object => ({ ...entry, model_info: { id, ...info } });

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      withId(deployment(upstream, "openai", "pair", { order: 1, cooldown_time: 3_600 }), "near"),
      withId(deployment(upstream, "acme", "pair", { order: 2 }), "far"),
      withId(deployment(upstream, "groq", "short"), "narrow", { max_input_tokens: 3 }),
    ],
    router: { enable_pre_call_checks: true, num_retries: 1, fallbacks: [{ pair: ["mistral"] }] },
  }),
);

beforeEach(() => stage.upstream.clear());

const PATH = "/utils/explain-route";
const messages: { role: "user"; content: string }[] = [{ role: "user", content: "How deep is the harbour?" }];
const explain = async (body: object, key?: string) => await manage(stage.gateway, PATH, { messages, ...body }, key);
const standing = (told: unknown) =>
  listAt(told, "deployments").map((one) => [at(one, "id"), at(one, "rank"), at(one, "dropped", "by")]);

describe("POST /utils/explain-route", () => {
  it("says where a request goes, and then it goes there", async () => {
    stage.upstream.play("openai", failure("openai/error-401.json", 401));
    stage.upstream.play("acme", answers("acme/chat"));

    const before = await explain({ model: "pair" });
    expect(before.status).toBe(200);
    expect(before.json).toMatchObject({ model: "pair", group: "pair", strategy: "simple-shuffle", retries: 1 });
    expect(listAt(before.json, "fallbacks")[0]).toEqual({ on: "any", models: ["mistral"] });
    expect(standing(before.json)).toEqual([
      ["near", 1, undefined],
      ["far", null, "order"],
    ]);
    expect(stage.upstream.requests("openai")).toHaveLength(0);

    // A wrong credential cools at once, here for an hour.
    await chat(stage.openai, { model: "pair", messages }, false).catch(() => undefined);
    expect(stage.upstream.requests("openai")).toHaveLength(1);

    const after = await explain({ model: "pair" });
    expect(standing(after.json)).toEqual([
      ["far", 1, undefined],
      ["near", null, "cooldown"],
    ]);
    const near = listAt(after.json, "deployments")[1];
    expect(textAt(near, "dropped", "why")).toContain(textAt(near, "signals", "cooled_until"));
    stage.upstream.clear();
    await chat(stage.openai, { model: "pair", messages }, false);
    expect([stage.upstream.requests("openai").length, stage.upstream.requests("acme").length]).toEqual([0, 1]);
    expect(secretsIn(JSON.stringify([before.json, after.json]))).toEqual([]);
    expect(JSON.stringify(after.json)).not.toContain(stage.upstream.base("acme"));
  });

  it("tells of a request that fits nobody what the request is told", async () => {
    const { json } = await explain({ model: "short" });
    expect(standing(json)).toEqual([["narrow", null, "context-window"]]);
    expect(listAt(json, "notes").join()).toContain("context-window");
    const refused = await errorOf(chat(stage.openai, { model: "short", messages }, false));
    expect(refused).toMatchObject({ status: 400 });
    expect(stage.upstream.requests("groq")).toHaveLength(0);
  });

  it("claims no limit and leaves no usage event", async () => {
    stage.upstream.play("mistral", answers("mistral/chat"));
    const key = await makeKey(stage.gateway, { rpm_limit: 1, models: ["mistral"] });
    for (let round = 0; round < 3; round++) expect((await explain({ model: "mistral" }, key)).status).toBe(200);
    const called = await manage(stage.gateway, "/v1/chat/completions", { model: "mistral", messages }, key);
    expect(called.status).toBe(200);
    // The one of the call is the last to come.
    await awaitSpend(stage.gateway, 1, () => true, `?api_key=${key}`);
    expect(await spendLog(stage.gateway, `?api_key=${key}`)).toHaveLength(1);
  });

  it("refuses what the call would be refused, with the same words", async () => {
    const key = await makeKey(stage.gateway, { models: ["mistral"], aliases: { mine: "pair" } });
    for (const [body, as] of [
      [{ model: "pair" }, key],
      [{ model: "mine" }, key],
      [{ model: "nobody" }, undefined],
      [{ model: "pair", num_retries: -1 }, undefined],
      [{ model: "pair" }, "sk-nobody"],
    ] as const) {
      const told = await explain(body, as);
      const called = await manage(stage.gateway, "/v1/chat/completions", { messages, ...body }, as);
      expect(told).toEqual(called);
      expect(told.status).toBeGreaterThanOrEqual(400);
    }
    expect(stage.upstream.requests("mistral")).toHaveLength(0);
  });
});
