import type { RunningGateway } from "../support/gateway.ts";
import { MASTER_KEY } from "../support/providers.ts";
import { awaitSpend } from "../support/spend.ts";
import { SAMPLES } from "./samples.ts";

/** In every name that no payload may change, and no answer may show unasked. */
export const CANARY = "kanarienvogel";

type Send = (path: string, body: object, key?: string) => Promise<Response>;

async function make(send: Send, path: string, body: object): Promise<void> {
  const response = await send(path, body, MASTER_KEY);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
}

/** One row of everything, with the canary's name. */
export async function makeCanaries(gateway: RunningGateway, send: Send): Promise<void> {
  const organization = { organization_id: CANARY, organization_alias: CANARY, max_budget: 1 };
  await make(send, "/organization/new", organization);
  await make(send, "/team/new", { team_id: CANARY, team_alias: CANARY, organization_id: CANARY });
  await make(send, "/user/new", { user_id: CANARY, user_email: `${CANARY}@example.com`, user_role: "internal_user" });
  await make(send, "/team/member_add", { team_id: CANARY, member: { role: "user", user_id: CANARY } });
  await make(send, "/organization/member_add", {
    organization_id: CANARY,
    member: { role: "internal_user", user_id: CANARY },
  });
  await make(send, "/budget/new", { budget_id: CANARY, max_budget: 1 });
  await make(send, "/customer/new", { user_id: CANARY, alias: CANARY });
  await make(send, "/tag/new", { name: CANARY, description: CANARY });
  await make(send, "/key/generate", { key: `sk-${CANARY}`, key_alias: CANARY, user_id: CANARY, team_id: CANARY });
  const call = { model: "mocked", messages: [], user: CANARY, mock_response: CANARY };
  // A row in the ledger, whether it is served or not: what it changes must be written before anybody watches.
  await (await send("/chat/completions", call, `sk-${CANARY}`)).arrayBuffer();
  await awaitSpend(gateway, 1, () => true);
}

/** What the inputs name. Some actions use it up: made again wherever it is missing. */
export async function makeSamples(send: Send): Promise<void> {
  const { key, team_id, user_id, organization_id, budget_id, end_user_id } = SAMPLES;
  for (const [path, body] of [
    ["/organization/new", { organization_id, organization_alias: organization_id }],
    ["/team/new", { team_id, organization_id }],
    ["/user/new", { user_id, auto_create_key: false }],
    ["/budget/new", { budget_id, max_budget: 1 }],
    ["/customer/new", { user_id: end_user_id }],
    ["/key/generate", { key, team_id }],
  ] as const) {
    await (await send(path, body, MASTER_KEY)).arrayBuffer();
  }
}
