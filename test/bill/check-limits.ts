import { setTimeout as sleep } from "node:timers/promises";
import { at, textAt } from "../support/at.ts";
import type { RunningGateway } from "../support/gateway.ts";
import { manage } from "../support/keys.ts";
import type { BillingUpstream } from "./billing-upstream.ts";
import { bodyOf } from "./send-request.ts";

export const PARALLEL = 24;
/** Costs more than any key may spend, so it is refused, and a refusal tells what the authority has counted. */
export const PROBE_MODEL = "too-dear";

const PATIENCE_MS = 60_000;

const probe = { id: "probe", prompt: "Hello" } as const;
const openaiBody = bodyOf({ ...probe, route: { name: "", client: "openai", provider: "openai", stream: false } });

/** Nano-dollars that the authority has counted against the key's budget. */
export async function spentByAuthority(gateway: RunningGateway, key: string): Promise<number> {
  const { status, json } = await manage(gateway, "/v1/chat/completions", { ...openaiBody, model: PROBE_MODEL }, key);
  const [, dollars] = /Current cost: ([\d.e-]+)/.exec(textAt(json, "error", "message")) ?? [];
  if (dollars === undefined) throw new Error(`the probe was answered ${status}: ${JSON.stringify(json)}`);
  return Math.round(Number(dollars) * 1e9);
}

/** How many calls the key can have under way at once; the provider holds them until all are decided. */
export async function countSlots(gateway: RunningGateway, key: string, upstream: BillingUpstream): Promise<number> {
  const total = PARALLEL + 1;
  let refused = 0;
  const calls = Array.from({ length: total }, async () => {
    const { status, json } = await manage(gateway, "/v1/chat/completions", openaiBody, key);
    if (status === 200) return;
    refused += 1;
    if (textAt(json, "error", "message").includes("max_parallel_requests")) return;
    throw new Error(`a probe was answered ${status}: ${JSON.stringify(at(json, "error"))}`);
  });
  const decided = Promise.all(calls);
  // Told below, when all is released.
  decided.catch(() => undefined);
  const deadline = Date.now() + PATIENCE_MS;
  while (upstream.held() + refused < total && Date.now() < deadline) await sleep(50);
  const slots = upstream.held();
  upstream.release();
  await decided;
  return slots;
}
