import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { makeKey, manage } from "../support/keys.ts";
import { configFor, MASTER_KEY } from "../support/providers.ts";
import { spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import { answers, wire } from "../support/wire.ts";

/** Room for one call of at most a hundred tokens of gpt-4o-mini, and for no second one on top of what that comes to. */
const ONE_CALL = { max_budget: 0.000063, budget_duration: "1mo" };

const stage = useStage((upstream) => configFor(upstream, { general: { limits_deadline: 5 } }));

interface Answer {
  readonly status: number;
  readonly message: unknown;
  readonly cost: number;
}

async function call(key: string, fields: object = {}): Promise<Answer> {
  const response = await fetch(`${stage.gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "openai", messages: [{ role: "user", content: "Hi" }], max_tokens: 100, ...fields }),
  });
  const message = at(await response.json(), "error", "message");
  return { status: response.status, message, cost: Number(response.headers.get("x-litellm-response-cost")) };
}

const name = (kind: string): string => `${kind}-${randomUUID().slice(0, 8)}`;

async function done(path: string, body: object): Promise<unknown> {
  const { status, json } = await manage(stage.gateway, path, body);
  expect(status).toBe(200);
  return json;
}

/** Manages with a method of its own. */
async function patch(path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${MASTER_KEY}`, "content-type": "application/json" };
  const response = await fetch(stage.gateway.url + path, { method: "PATCH", headers, body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  await response.text();
}

const spendAt = async (path: string, ...way: readonly string[]): Promise<unknown> =>
  at((await manage(stage.gateway, path)).json, ...way);

/** A holder that a call counts against, how its spend is set to 0, and what it then says to have spent. */
interface Case {
  readonly call: () => Promise<Answer>;
  readonly reset: () => Promise<unknown>;
  readonly spend: () => Promise<unknown>;
}

const BY_HOLDER: Readonly<Record<string, (budget: object) => Promise<Case>>> = {
  "a key, by /key/:key/reset_spend": async (budget) => {
    const key = await makeKey(stage.gateway, budget);
    return {
      call: () => call(key),
      reset: () => done(`/key/${key}/reset_spend`, { reset_to: 0 }),
      spend: () => spendAt(`/key/info?key=${key}`, "info", "spend"),
    };
  },
  "a key, by /key/update": async (budget) => {
    const key = await makeKey(stage.gateway, budget);
    return {
      call: () => call(key),
      reset: () => done("/key/update", { key, spend: 0 }),
      spend: () => spendAt(`/key/info?key=${key}`, "info", "spend"),
    };
  },
  "a user, by /user/update": async (budget) => {
    const user_id = name("user");
    await done("/user/new", { user_id, auto_create_key: false, ...budget });
    const key = await makeKey(stage.gateway, { user_id });
    return {
      call: () => call(key),
      reset: () => done("/user/update", { user_id, spend: 0 }),
      spend: () => spendAt(`/user/info?user_id=${user_id}`, "user_info", "spend"),
    };
  },
  "a team, by /team/update": async (budget) => {
    const team_id = name("team");
    await done("/team/new", { team_id, ...budget });
    const key = await makeKey(stage.gateway, { team_id });
    return {
      call: () => call(key),
      reset: () => done("/team/update", { team_id, spend: 0 }),
      spend: () => spendAt(`/team/info?team_id=${team_id}`, "team_info", "spend"),
    };
  },
  "an organization, by /organization/update": async (budget) => {
    const made = await done("/organization/new", { organization_alias: name("org"), ...budget });
    const organization_id = String(at(made, "organization_id"));
    const key = await makeKey(stage.gateway, { organization_id });
    return {
      call: () => call(key),
      reset: () => patch("/organization/update", { organization_id, spend: 0 }),
      spend: () => spendAt(`/organization/info?organization_id=${organization_id}`, "spend"),
    };
  },
  "an end user, by /customer/update": async (budget) => {
    const user_id = name("customer");
    await done("/customer/new", { user_id, ...budget });
    const key = await makeKey(stage.gateway);
    return {
      call: () => call(key, { user: user_id }),
      reset: () => done("/customer/update", { user_id, spend: 0 }),
      spend: () => spendAt(`/customer/info?end_user_id=${user_id}`, "spend"),
    };
  },
  "a key in a team, both by /global/spend/reset": async (budget) => {
    const team_id = name("team");
    await done("/team/new", { team_id, ...budget });
    const key = await makeKey(stage.gateway, { team_id, ...budget });
    return {
      call: () => call(key),
      // It resets whatever the ledger has charged.
      async reset() {
        const spent = () => spendAt(`/team/info?team_id=${team_id}`, "team_info", "spend");
        await expect.poll(spent, { timeout: 20_000 }).toBeGreaterThan(0);
        return await done("/global/spend/reset", {});
      },
      spend: () => spendAt(`/key/info?key=${key}`, "info", "spend"),
    };
  },
};

describe.each([
  ["that is reset every month", ONE_CALL],
  ["that is never reset", { max_budget: ONE_CALL.max_budget }],
])("a budget %s", (_, budget) => {
  it.each(Object.keys(BY_HOLDER))("of %s: refuses, serves again once it is reset, and counts anew", async (holder) => {
    stage.upstream.play("openai", answers("openai/chat"));
    const of = await BY_HOLDER[holder]?.(budget);
    if (of === undefined) throw new Error(`no case of ${holder}`);
    expect(await of.call()).toMatchObject({ status: 200 });
    expect(await of.call()).toMatchObject({ status: 400, message: expect.stringContaining("udget") as string });
    // At once, whether the ledger has heard of the first call by now or not.
    await of.reset();
    const served = await of.call();
    expect(served).toMatchObject({ status: 200, cost: expect.any(Number) as number });
    expect(await of.call()).toMatchObject({ status: 400, message: expect.stringContaining("udget") as string });
    await expect.poll(of.spend, { timeout: 20_000 }).toBeCloseTo(served.cost, 12);
  });
});

describe("a call in flight while its key is reset", () => {
  it("is settled with the count that it was admitted to", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const key = await makeKey(stage.gateway, ONE_CALL);
    stage.upstream.play("openai", wire("openai/chat.json", { headersDelay: 3_000 }));
    const before = stage.upstream.requests("openai").length;
    const running = call(key);
    await expect.poll(() => stage.upstream.requests("openai").length, { timeout: 20_000 }).toBe(before + 1);
    stage.upstream.play("openai", answers("openai/chat"));
    await done(`/key/${key}/reset_spend`, { reset_to: 0 });
    const served = await call(key);
    expect([served.status, (await running).status]).toEqual([200, 200]);
    expect(await call(key)).toMatchObject({ status: 400 });
    expect(await spendOfKey(stage.gateway, key, 3)).toHaveLength(3);
    expect(await spendAt(`/key/info?key=${key}`, "info", "spend")).toBeCloseTo(served.cost, 12);
  });
});
