import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, textAt } from "../support/at.ts";
import { type RunningGateway, startGateway } from "../support/gateway.ts";
import { manage } from "../support/keys.ts";
import { configFor, deployment, variables } from "../support/providers.ts";
import { keepSecret, secretsIn } from "../support/secrets.ts";
import { startUpstream, type Upstream } from "../support/upstream.ts";
import { answers } from "../support/wire.ts";
import { budgetRow, hashOf, teamRow, tokenRow, userRow } from "../unit/scripts/import-litellm/dump-rows.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "tollgate-import-flow-"));
const state = join(folder, "state");

const keyOf = (name: string): string => keepSecret(`sk-litellm-${name}-0123456789abcdef`);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().replace("Z", "");

/** What is left of ten dollars; a call is admitted at 40 cents, and comes to 6 times 4 cents. */
const NEARLY_SPENT = { spend: 9.5, max_budget: 10, budget_duration: "30d", budget_reset_at: inDays(20) };
const HALF_SPENT = { ...NEARLY_SPENT, spend: 5 };
const TOKEN_USD = 0.04;
const TOKENS = 10;

const DUMP = {
  LiteLLM_VerificationToken: [
    tokenRow(keyOf("plain"), {
      key_alias: "plain",
      metadata: { department: "Größe; 'x'" },
      spend: 1.25,
      aliases: { quick: "openai" },
    }),
    tokenRow(keyOf("nearly"), NEARLY_SPENT),
    tokenRow(keyOf("half"), HALF_SPENT),
    tokenRow(keyOf("for-ever"), { spend: 9.5, max_budget: 10 }),
    tokenRow(keyOf("shared"), { spend: 9.5, budget_id: "monthly" }),
    tokenRow(keyOf("started-anew"), { ...NEARLY_SPENT, budget_reset_at: inDays(-1) }),
    tokenRow(keyOf("of-team"), { team_id: "nearly" }),
    tokenRow(keyOf("of-user"), { user_id: "nearly" }),
    tokenRow(keyOf("slow"), { rpm_limit: 1 }),
    tokenRow(keyOf("narrow"), { models: ["openai"] }),
    tokenRow(keyOf("blocked"), { blocked: true }),
    tokenRow(keyOf("expired"), { expires: inDays(-1) }),
    tokenRow(keyOf("routes"), { allowed_routes: ["/key/info"] }),
    tokenRow(keyOf("in-team"), { team_id: "aliases" }),
  ],
  LiteLLM_BudgetTable: [budgetRow("monthly", { max_budget: 10, budget_duration: "30d", budget_reset_at: inDays(20) })],
  LiteLLM_TeamTable: [teamRow("nearly", NEARLY_SPENT), teamRow("aliases", { model_id: 1 })],
  LiteLLM_UserTable: [userRow("nearly", NEARLY_SPENT)],
  LiteLLM_ModelTable: [{ id: 1, model_aliases: '{"ours": "openai"}' }],
};

let gateway: RunningGateway;
let upstream: Upstream;
let output: string;

beforeAll(async () => {
  const dump = join(folder, "dump.json");
  writeFileSync(dump, JSON.stringify(DUMP));
  const { stdout } = await run(process.execPath, ["scripts/import-litellm.ts", dump, "--state", state]);
  output = stdout;
  upstream = await startUpstream();
  const config = configFor(upstream, {
    models: [deployment(upstream, "groq", "dear", { input_cost_per_token: 0, output_cost_per_token: TOKEN_USD })],
    // A machine that runs all of this at once may keep the counters waiting.
    general: { limits_deadline: 5 },
  });
  gateway = await startGateway({ config, env: variables, args: ["--state", state] });
  upstream.play("groq", answers("groq/chat"));
  upstream.play("openai", answers("openai/chat"));
});
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

async function call(name: string, model = "openai"): Promise<{ status: number; message: string }> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${keyOf(name)}`, "content-type": "application/json" },
    body: JSON.stringify({ model, messages: [{ role: "user", content: "Hi" }], max_tokens: TOKENS }),
  });
  return { status: response.status, message: textAt(await response.json(), "error", "message") };
}

describe("a key from LiteLLM", () => {
  it("opens what it opened before, and is shown as it was", async () => {
    expect(await call("plain")).toMatchObject({ status: 200 });
    expect(await manage(gateway, `/key/info?key=${hashOf(keyOf("plain"))}`)).toMatchObject({
      status: 200,
      json: { info: { key_alias: "plain", metadata: { department: "Größe; 'x'" }, key_name: "sk-...cdef" } },
    });
    expect(
      Number(at((await manage(gateway, `/key/info?key=${keyOf("plain")}`)).json, "info", "spend")),
    ).toBeGreaterThanOrEqual(1.25);
  });

  it.each([
    ["blocked", 401, /blocked/],
    ["expired", 400, /[Ee]xpired/],
    ["routes", 403, /route/],
  ])("that is %s is refused as before", async (name, status, message) => {
    expect(await call(name)).toMatchObject({ status, message: expect.stringMatching(message) });
  });

  it("has its models and aliases, and those of its team", async () => {
    expect(await call("narrow")).toMatchObject({ status: 200 });
    expect((await call("narrow", "groq")).status).toBe(401);
    expect(await call("plain", "quick")).toMatchObject({ status: 200 });
    expect(await call("in-team", "ours")).toMatchObject({ status: 200 });
  });

  it("has its limits", async () => {
    expect((await call("slow")).status).toBe(200);
    expect((await call("slow")).status).toBe(429);
  });
});

describe("a budget from LiteLLM", () => {
  it.each(["nearly", "for-ever", "shared", "of-team", "of-user"])(
    "that is nearly spent is over after the next call: %s",
    async (name) => {
      expect(await call(name, "dear")).toMatchObject({ status: 200 });
      expect(await call(name, "dear")).toMatchObject({ status: 400, message: expect.stringContaining("Budget") });
    },
  );

  it.each(["half", "started-anew"])("that has room serves on: %s", async (name) => {
    for (let calls = 0; calls < 4; calls += 1) expect(await call(name, "dear")).toMatchObject({ status: 200 });
  });
});

it("leaves no secret in what the import tells, nor in the log of the gateway", () => {
  expect(output).toContain(`${DUMP.LiteLLM_VerificationToken.length}  LiteLLM_VerificationToken`);
  expect(secretsIn(gateway.logs() + output)).toEqual([]);
});
