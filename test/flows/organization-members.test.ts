import { describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../support/at.ts";
import { makeKey, manage } from "../support/keys.ts";
import { configFor, deployment } from "../support/providers.ts";
import { useStage } from "../support/stage.ts";
import { answers } from "../support/wire.ts";

/** An answer has 21 and 13 tokens, and each call may come to a hundred. */
const PRICES = { input_cost_per_token: 0.001, output_cost_per_token: 0.01 };
const COST_OF_A_CALL = 0.151;
/** Room for two calls at once, by what they may come to; for ten by what they do. */
const BUDGET = 2.5;

const stage = useStage((upstream) =>
  configFor(upstream, { models: [deployment(upstream, "openai", "priced", PRICES)] }),
);

async function call(key: string): Promise<{ readonly status: number; readonly message: unknown }> {
  const response = await fetch(`${stage.gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "priced", messages: [{ role: "user", content: "Hi" }], max_tokens: 100 }),
  });
  return { status: response.status, message: at(await response.json(), "error", "message") };
}

describe("a member's budget in an organization", () => {
  it.each([
    ["that has no limits", {}],
    ["that has a budget too", { max_budget: 1_000 }],
  ])("%s is never passed by calls at once, whatever keys they come with", async (_, limits) => {
    stage.upstream.play("openai", answers("openai/chat"));
    const made = await manage(stage.gateway, "/organization/new", { organization_alias: "acme", ...limits });
    const organization_id = textAt(made.json, "organization_id");
    const team_id = crypto.randomUUID();
    await manage(stage.gateway, "/team/new", { team_id, organization_id });
    const [user_id, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const ofTeam = await makeKey(stage.gateway, { team_id, user_id });
    expect((await call(ofTeam)).status).toBe(200);
    for (const [user, budget] of [
      [user_id, BUDGET],
      [other, undefined],
    ] as const)
      await manage(stage.gateway, "/organization/member_add", {
        organization_id,
        member: { role: "internal_user", user_id: user },
        ...(budget !== undefined && { max_budget_in_organization: budget }),
      });
    const keys = [ofTeam, await makeKey(stage.gateway, { organization_id, user_id })];
    const answered = await Promise.all(Array.from({ length: 20 }, (__, n) => call(keys[n % 2] ?? "")));
    const refused = answered.filter(({ status }) => status === 400);
    const served = answered.filter(({ status }) => status === 200).length;
    expect(refused.length + served).toBe(20);
    expect(served).toBeGreaterThanOrEqual(2);
    expect(served * COST_OF_A_CALL).toBeLessThanOrEqual(BUDGET);
    expect(refused[0]?.message).toContain(`User=${user_id} in Organization=${organization_id}`);
    // What the calls at once left is spent one by one, until no call fits.
    let later = 0;
    while ((await call(ofTeam)).status === 200) later += 1;
    expect((served + later) * COST_OF_A_CALL).toBeLessThanOrEqual(BUDGET);
    expect((await call(keys[1] ?? "")).status).toBe(400);
    expect((await call(await makeKey(stage.gateway, { team_id, user_id: other }))).status).toBe(200);

    const spendOfMember = async () => {
      const { json } = await manage(stage.gateway, `/organization/info?organization_id=${organization_id}`);
      return Number(
        at(
          listAt(json, "members").find((member) => at(member, "user_id") === user_id),
          "spend",
        ),
      );
    };
    await expect.poll(spendOfMember, { timeout: 30_000 }).toBeGreaterThan((served + later - 0.5) * COST_OF_A_CALL);
    expect(await spendOfMember()).toBeLessThanOrEqual(BUDGET);
  });
});
