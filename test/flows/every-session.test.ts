import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { PATHS } from "../../src/forwards/realtime/paths.ts";
import { at, textAt } from "../support/at.ts";
import { startGateway, type RunningGateway } from "../support/gateway.ts";
import { makeKey } from "../support/keys.ts";
import { configFor, variables } from "../support/providers.ts";
import { playTurn, type RealtimeUpstream, startRealtimeUpstream, wishOf } from "../support/realtime-upstream.ts";
import { spendOfKey } from "../support/spend.ts";
import { startUpstream, type Upstream } from "../support/upstream.ts";

const FATES = ["served", "limited", "denied", "failed", "broken", "abandoned"] as const;
type Fate = (typeof FATES)[number];

const USAGE = { total_tokens: 30, input_tokens: 21, output_tokens: 9 };
const PRICES = { input_cost_per_token: 0.001, output_cost_per_token: 0.01 };

let voices: RealtimeUpstream;
/** Turns every session down. */
let closed: RealtimeUpstream;
let upstream: Upstream;
let gateway: RunningGateway;

beforeAll(async () => {
  voices = await startRealtimeUpstream((event, session) => {
    const wish = wishOf(event);
    if (wish === "turn") return playTurn(session, "resp_whole", USAGE);
    if (wish === "") return;
    session.send({ type: "response.created", response: { id: "resp_begun" } });
    session.send({ type: "response.output_text.delta", response_id: "resp_begun", delta: "Good morning." });
    if (wish === "broken") session.cut();
  });
  closed = await startRealtimeUpstream(() => undefined);
  closed.refuse(500);
  upstream = await startUpstream();
  const voice = (name: string, { base }: RealtimeUpstream): object => ({
    model_name: name,
    litellm_params: { model: "openai/gpt-realtime", api_base: base, api_key: "a-key", ...PRICES },
  });
  const config = configFor(upstream, {
    models: [voice("voice", voices), voice("closed", closed)],
    general: { limits_deadline: 5 },
  });
  gateway = await startGateway({ config, env: variables });
});
afterAll(async () => {
  await gateway?.stop();
  await Promise.all([voices?.close(), closed?.close(), upstream?.close()]);
});

const REFUSALS: Readonly<Partial<Record<Fate, object>>> = {
  limited: { rpm_limit: 0 },
  denied: { models: ["another"] },
};

/** What the client reads where there is no session. */
const STATUS: Readonly<Partial<Record<Fate, number>>> = { limited: 429, denied: 401, failed: 500 };

/** Opens a session, and ends it; of one that is refused its status. */
async function play(path: string, fate: Fate, key: string): Promise<number> {
  const query = new URLSearchParams({ model: fate === "failed" ? "closed" : "voice" });
  const socket = new WebSocket(`${gateway.url.replace("http", "ws")}${path}?${query.toString()}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const { promise: ended, resolve } = Promise.withResolvers<number>();
  socket.on("unexpected-response", (_, response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  socket.on("message", (data: Buffer) => {
    const type = textAt(JSON.parse(data.toString()), "type");
    if (type === "session.created") {
      const wish = fate === "served" ? "turn" : fate;
      socket.send(JSON.stringify({ type: "response.create", response: { metadata: { wish } } }));
    }
    if (type === "response.done") socket.close(1000);
    // Rudely, in the middle of what is said.
    if (type === "response.output_text.delta" && fate === "abandoned") socket.terminate();
  });
  socket.on("error", () => undefined);
  socket.on("close", () => resolve(101));
  return await ended;
}

const asked = PATHS.flatMap((path) => FATES.map((fate) => ({ path, fate })));
const sent: { readonly key: string; readonly events: number }[] = [];

describe("a realtime session leaves one event, and one for each turn", () => {
  it.concurrent.each(asked)("$path, $fate", async ({ path, fate }) => {
    const key = await makeKey(gateway, REFUSALS[fate]);
    expect(await play(path, fate, key)).toBe(STATUS[fate] ?? 101);
    const isOpened = STATUS[fate] === undefined;
    const events = isOpened ? 2 : 1;
    sent.push({ key, events });
    const rows = await spendOfKey(gateway, key, events);
    const isTurn = (row: unknown): boolean => textAt(row, "request_id").endsWith("/turn-1");
    const [turn, session] = [rows.find(isTurn), rows.find((row) => !isTurn(row))];
    const outcome = fate in REFUSALS ? "refused" : fate === "broken" ? "failed" : fate;
    expect(session).toMatchObject({
      call_type: "_arealtime",
      model_group: fate in REFUSALS ? "" : fate === "failed" ? "closed" : "voice",
      spend: 0,
      total_tokens: 0,
      // That its client leaves is how a session ends.
      metadata: { outcome: fate === "abandoned" ? "served" : outcome },
    });
    if (!isOpened) return;
    expect(turn).toMatchObject({ call_type: "_arealtime", model_group: "voice", metadata: { outcome } });
    if (fate === "served")
      expect(turn).toMatchObject({ prompt_tokens: 21, completion_tokens: 9, spend: 0.111, status: "success" });
    else expect(Number(at(turn, "completion_tokens"))).toBeGreaterThan(0);
  });

  it("and no other", async () => {
    // For one that would come late.
    await sleep(1_000);
    expect(sent).toHaveLength(asked.length);
    for (const { key, events } of sent) expect(await spendOfKey(gateway, key, events)).toHaveLength(events);
  });
});
