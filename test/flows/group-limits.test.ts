import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { makeKey, manage } from "../support/keys.ts";
import { configFor, deployment } from "../support/providers.ts";
import { useStage } from "../support/stage.ts";
import { answers } from "../support/wire.ts";

/** Room for exactly two calls of a hundred tokens of gpt-4o-mini. */
const TWO_CALLS_USD = 0.00013;

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      { ...deployment(upstream, "openai", "narrow", { rpm: 2 }), model_info: { id: "narrow-one" } },
      { ...deployment(upstream, "openai", "pair", { rpm: 2, weight: 1_000_000 }), model_info: { id: "pair-one" } },
      { ...deployment(upstream, "openai", "pair", { weight: 1 }), model_info: { id: "pair-two" } },
      deployment(upstream, "openai", "slot", { max_parallel_requests: 1, num_retries: 1 }),
      deployment(upstream, "groq", "dear", { input_cost_per_token: 0.001, output_cost_per_token: 0.001 }),
    ],
    general: { limits_deadline: 5 },
    sections: {
      litellm_settings: { tag_budget_config: { paid: { max_budget: TWO_CALLS_USD, budget_duration: "1d" } } },
      router_settings: {
        num_retries: 1,
        optional_pre_call_checks: ["enforce_model_rate_limits"],
        provider_budget_config: { groq: { budget_limit: 0.25, time_period: "1d" } },
      },
    },
  }),
);

interface Answer {
  readonly status: number;
  readonly message: string;
  readonly headers: Headers;
}

async function call(key: string, fields: object = {}): Promise<Answer> {
  const response = await fetch(`${stage.gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "openai", messages: [{ role: "user", content: "Hi" }], max_tokens: 100, ...fields }),
  });
  const message = at(await response.json(), "error", "message");
  return { status: response.status, message: typeof message === "string" ? message : "", headers: response.headers };
}

const name = (kind: string): string => `${kind}-${randomUUID().slice(0, 8)}`;

type Way = () => Promise<Answer>;

/** So many calls at once, by turns on the one way and on the other. */
const callMany = (ways: readonly Way[], count: number): Promise<Answer[]> =>
  Promise.all(
    Array.from({ length: count }, (_, index) => ways[index % 2]).flatMap((way) => (way === undefined ? [] : [way()])),
  );

/** Two ways to call that share a holder with the given limits, and nothing else. */
interface Shared {
  readonly holder: string;
  /** In a refusal of its rate. */
  readonly rate: RegExp;
  /** In a refusal of its budget. */
  readonly budget: RegExp;
  readonly share: (limits: object) => Promise<readonly Way[]>;
}

const byKeys = async (fields: object): Promise<Way[]> => {
  const keys = await Promise.all([makeKey(stage.gateway, fields), makeKey(stage.gateway, fields)]);
  return keys.map((key) => () => call(key));
};

const SHARED: readonly Shared[] = [
  {
    holder: "a team",
    rate: /for team: team-/,
    budget: /Team=team-/,
    share: async (limits) => {
      const team_id = name("team");
      await manage(stage.gateway, "/team/new", { team_id, ...limits });
      return await byKeys({ team_id });
    },
  },
  {
    holder: "a user",
    rate: /for user: user-/,
    budget: /User=user-/,
    share: async (limits) => {
      const user_id = name("user");
      await manage(stage.gateway, "/user/new", { user_id, auto_create_key: false, ...limits });
      return await byKeys({ user_id });
    },
  },
  {
    holder: "an organization, over two teams",
    rate: /for organization: /,
    budget: /Organization=/,
    share: async (limits) => {
      const made = await manage(stage.gateway, "/organization/new", { organization_alias: name("org"), ...limits });
      const organization_id = at(made.json, "organization_id");
      const teams = [name("team"), name("team")];
      const keys = [];
      for (const team_id of teams) {
        await manage(stage.gateway, "/team/new", { team_id, organization_id });
        keys.push(await makeKey(stage.gateway, { team_id }));
      }
      return keys.map((key) => () => call(key));
    },
  },
  {
    holder: "an end user, over two keys",
    rate: /for end_user: customer-/,
    budget: /End User=customer-/,
    share: async (limits) => {
      const user = name("customer");
      const budget_id = name("budget");
      await manage(stage.gateway, "/budget/new", { budget_id, ...limits });
      await manage(stage.gateway, "/customer/new", { user_id: user, budget_id });
      const keys = [await makeKey(stage.gateway), await makeKey(stage.gateway, { rpm_limit: 100 })];
      return keys.map((key) => () => call(key, { user }));
    },
  },
  {
    holder: "a tag, over two keys",
    rate: /for tag: tag-/,
    budget: /Tag=tag-/,
    share: async (limits) => {
      const tag = name("tag");
      const budget_id = name("budget");
      await manage(stage.gateway, "/budget/new", { budget_id, ...limits });
      await manage(stage.gateway, "/tag/new", { name: tag, budget_id });
      const keys = [await makeKey(stage.gateway), await makeKey(stage.gateway, { rpm_limit: 100 })];
      return keys.map((key) => () => call(key, { metadata: { tags: [tag, "other"] } }));
    },
  },
];

describe.each(SHARED)("$holder", ({ share, rate, budget }) => {
  it("has one limit on requests for all that it comprises", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const [one, other] = await share({ rpm_limit: 2 });
    expect([(await one?.())?.status, (await other?.())?.status]).toEqual([200, 200]);
    const refused = await one?.();
    expect(refused).toMatchObject({ status: 429, message: expect.stringMatching(rate) as string });
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("admits exactly as many of a burst as it may", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const ways = await share({ rpm_limit: 15 });
    const answered = await callMany(ways, 40);
    expect(answered.filter(({ status }) => status === 200)).toHaveLength(15);
  });

  it("has one budget for all that it comprises", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const ways = await share({ max_budget: TWO_CALLS_USD, budget_duration: "1d" });
    const answered = await callMany(ways, 12);
    const refused = answered.filter((answer) => answer.status === 400);
    expect(answered.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(2);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.message).toMatch(budget);
  });
});

describe("a team", () => {
  it("limits each member apart from the others", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const [team_id, first, second] = [name("team"), name("user"), name("user")];
    await manage(stage.gateway, "/team/new", { team_id });
    for (const user_id of [first, second])
      await manage(stage.gateway, "/team/member_add", { team_id, member: { role: "user", user_id } });
    await manage(stage.gateway, "/team/member_update", { team_id, user_id: first, rpm_limit: 1 });
    const keys = [
      await makeKey(stage.gateway, { team_id, user_id: first }),
      await makeKey(stage.gateway, { team_id, user_id: first }),
      await makeKey(stage.gateway, { team_id, user_id: second }),
    ];
    const statuses = [];
    for (const key of keys) statuses.push((await call(key)).status);
    expect(statuses).toEqual([200, 429, 200]);
  });

  it("limits one of its models for all of its keys", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    stage.upstream.play("mistral", answers("mistral/chat"));
    const team_id = name("team");
    await manage(stage.gateway, "/team/new", { team_id, metadata: { model_rpm_limit: { openai: 1 } } });
    const keys = [await makeKey(stage.gateway, { team_id }), await makeKey(stage.gateway, { team_id })];
    expect((await call(keys[0] ?? "")).status).toBe(200);
    expect(await call(keys[1] ?? "")).toMatchObject({
      status: 429,
      message: expect.stringContaining("model_per_team") as string,
    });
    expect((await call(keys[1] ?? "", { model: "mistral" })).status).toBe(200);
  });

  it("has models that its keys may use, and aliases for them", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const team_id = name("team");
    await manage(stage.gateway, "/team/new", { team_id, models: ["openai"], model_aliases: { fast: "openai" } });
    const key = await makeKey(stage.gateway, { team_id });
    expect((await call(key)).status).toBe(200);
    expect((await call(key, { model: "fast" })).status).toBe(200);
    expect(await call(key, { model: "mistral" })).toMatchObject({
      status: 401,
      message: expect.stringContaining("team not allowed to access model") as string,
    });
    const { json } = await manage(stage.gateway, "/v1/models", undefined, key);
    expect(at(json, "data", "0", "id")).toBe("openai");
  });

  it("that is blocked is heard of with the next call of a limited key", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const team_id = name("team");
    await manage(stage.gateway, "/team/new", { team_id });
    const key = await makeKey(stage.gateway, { team_id, rpm_limit: 100 });
    expect((await call(key)).status).toBe(200);
    await manage(stage.gateway, "/team/block", { team_id });
    expect((await call(key)).status).toBe(401);
    await manage(stage.gateway, "/team/unblock", { team_id });
    expect((await call(key)).status).toBe(200);
  });

  it("whose limit is changed has the new one with the next call", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const team_id = name("team");
    await manage(stage.gateway, "/team/new", { team_id, rpm_limit: 1 });
    const key = await makeKey(stage.gateway, { team_id });
    expect([(await call(key)).status, (await call(key)).status]).toEqual([200, 429]);
    await manage(stage.gateway, "/team/update", { team_id, rpm_limit: 3 });
    expect([(await call(key)).status, (await call(key)).status, (await call(key)).status]).toEqual([200, 200, 429]);
  });
});

describe("a request on several holders", () => {
  it("that one of them refuses costs nothing at the others", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const tag = name("tag");
    const budget_id = name("budget");
    await manage(stage.gateway, "/budget/new", { budget_id, rpm_limit: 0 });
    await manage(stage.gateway, "/tag/new", { name: tag, budget_id });
    const key = await makeKey(stage.gateway, { rpm_limit: 2 });
    for (let attempt = 0; attempt < 5; attempt += 1)
      expect((await call(key, { metadata: { tags: [tag] } })).status).toBe(429);
    await expect.poll(async () => (await call(key)).headers.get("x-ratelimit-api_key-remaining-requests")).toBe("1");
  });
});

describe("a blocked end user", () => {
  it("is refused, and served again when it is unblocked", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const user = name("customer");
    const key = await makeKey(stage.gateway);
    await manage(stage.gateway, "/customer/new", { user_id: user });
    expect((await call(key, { user })).status).toBe(200);
    await manage(stage.gateway, "/customer/block", { user_ids: [user] });
    expect(await call(key, { user })).toMatchObject({ status: 401, message: expect.stringContaining(user) as string });
    await manage(stage.gateway, "/customer/unblock", { user_ids: [user] });
    expect((await call(key, { user })).status).toBe(200);
  });
});

describe("what the configuration limits", () => {
  it("is a deployment, over all keys", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const keys = [await makeKey(stage.gateway), await makeKey(stage.gateway, { rpm_limit: 50 })];
    const statuses = [];
    for (const key of [...keys, ...keys]) statuses.push((await call(key, { model: "narrow" })).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
  });

  it("sends a call to the next deployment when the first has no room", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const key = await makeKey(stage.gateway);
    const ids = [];
    for (let count = 0; count < 4; count += 1)
      ids.push((await call(key, { model: "pair" })).headers.get("x-litellm-model-id"));
    expect(ids).toEqual(["pair-one", "pair-one", "pair-two", "pair-two"]);
  });

  it("is a slot that a failed attempt gives back to its own retry", async () => {
    let calls = 0;
    stage.upstream.play("openai", (request) => {
      calls += 1;
      return calls === 1 ? { status: 500 } : answers("openai/chat")(request);
    });
    const answered = await call(await makeKey(stage.gateway), { model: "slot" });
    expect([answered.status, answered.headers.get("x-litellm-attempted-retries")]).toEqual([200, "1"]);
  });

  it("is a provider's budget, and a refused call asks nobody", async () => {
    stage.upstream.play("groq", answers("groq/chat"));
    const key = await makeKey(stage.gateway);
    const before = stage.upstream.requests("groq").length;
    const answered = [];
    for (let count = 0; count < 6; count += 1) answered.push(await call(key, { model: "dear" }));
    const served = answered.filter(({ status }) => status === 200);
    expect(served.length).toBeLessThan(6);
    expect(answered.at(-1)).toMatchObject({ status: 429, message: expect.stringMatching(/provider/) as string });
    expect(stage.upstream.requests("groq").length - before).toBe(served.length);
  });

  it("is a tag's budget", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const key = await makeKey(stage.gateway);
    const answered = await Promise.all(Array.from({ length: 8 }, () => call(key, { metadata: { tags: ["paid"] } })));
    expect(answered.filter(({ status }) => status === 400).length).toBeGreaterThan(0);
    expect((await call(key)).status).toBe(200);
  });
});
