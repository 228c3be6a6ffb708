import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { PLAIN, SPENT } from "../conformance/answer.ts";
import { bytesOf } from "../conformance/replies.ts";
import { openaiChatWire } from "../conformance/wires/openai-chat.ts";
import { makeKey } from "../support/keys.ts";
import { configFor } from "../support/providers.ts";
import { NOBODY_HEARD, PATIENCE_MS, sendAndLeave } from "../support/send-and-leave.ts";
import { spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import { asksForStream } from "../support/wire.ts";
import type { RecordedRequest, Scene } from "../support/upstream.ts";

const FATES = ["served", "limited", "denied", "failed", "broken", "abandoned"] as const;
type Fate = (typeof FATES)[number];
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** What is known of what goes by. */
type Passage = "read" | "unread" | "configured";

interface Case {
  readonly passage: Passage;
  readonly method: (typeof METHODS)[number];
  readonly path: string;
  readonly stream?: boolean;
}

const CHAT = "/openai_passthrough/v1/chat/completions";
const CASES: readonly Case[] = [
  { passage: "read", method: "POST", path: CHAT, stream: false },
  { passage: "read", method: "POST", path: CHAT, stream: true },
  ...METHODS.flatMap((method): Case[] => [
    { passage: "unread", method, path: "/openai_passthrough/v1/evals" },
    { passage: "configured", method, path: "/tides/high" },
  ]),
];

const USD_PER_REQUEST = 0.25;

/** Somebody else's API, which does with a request what its query says. */
function route(request: RecordedRequest): Scene {
  const fate = new URLSearchParams(request.path.split("?")[1]).get("fate");
  if (fate === "failed") return { status: 500, body: JSON.stringify({ error: { message: "It broke." } }) };
  const isChat = request.path.startsWith("/v1/chat/completions");
  const isStream = isChat && asksForStream(request);
  const whole = isChat ? openaiChatWire.whole(PLAIN) : { object: "list", data: [] };
  const body = isStream ? bytesOf(PLAIN, openaiChatWire) : JSON.stringify(whole);
  return {
    headers: { "content-type": isStream ? openaiChatWire.transport.contentType : "application/json" },
    body,
    // Behind the first words of a stream.
    ...(fate === "broken" && { cut: { afterBytes: isStream ? Math.floor(body.length / 2) : 1, by: "fin" } }),
    ...(fate === "abandoned" && { headersDelay: PATIENCE_MS }),
  };
}

const PRICES = { input_cost_per_token: 0.001, output_cost_per_token: 0.01 };
const MODEL = "gpt-4o-mini";

const stage = useStage((upstream) => {
  upstream.play("passed", route);
  return configFor(upstream, {
    models: [
      {
        model_name: "openai/*",
        litellm_params: { model: "openai/*", api_base: `${upstream.base("passed")}/v1`, api_key: "a-key", ...PRICES },
      },
    ],
    general: {
      limits_deadline: 5,
      pass_through_endpoints: [
        {
          path: "/tides",
          target: `${upstream.base("passed")}/tides`,
          include_subpath: true,
          cost_per_request: USD_PER_REQUEST,
        },
      ],
    },
  });
});

/** What is kept for all tenants is for keys that have all of the provider. */
const GRANTS = { models: ["openai/*"] };
const REFUSALS: Readonly<Partial<Record<Fate, object>>> = {
  limited: { ...GRANTS, rpm_limit: 0 },
  denied: { ...GRANTS, allowed_routes: ["/v1/embeddings"] },
};

/** What an event says. */
const STATUS = {
  served: 200,
  limited: 429,
  denied: 403,
  failed: 500,
  broken: 502,
  abandoned: 499,
} as const satisfies Record<Fate, number>;

let count = 0;

/** Sends a request of a key of its own, and leaves it where that is its fate. */
async function send({ passage, method, path, stream }: Case, fate: Fate) {
  const key = await makeKey(stage.gateway, REFUSALS[fate] ?? GRANTS);
  count += 1;
  const call = `fate=${fate}&call=${count}`;
  const heard = (): number => stage.upstream.requests("passed").filter((each) => each.path.endsWith(call)).length;
  const chat = { model: MODEL, messages: [{ role: "user", content: "Tide?" }], stream };
  const request = {
    method,
    path: `${path}?${call}`,
    headers: { authorization: `Bearer ${key}` },
    ...(method !== "GET" && { body: passage === "read" ? chat : { of: "tomorrow" } }),
  };
  const ending = await sendAndLeave(stage.gateway, request, fate === "abandoned" ? () => heard() > 0 : undefined);
  return { key, heard: heard(), ...ending };
}

const isRefused = (fate: Fate): boolean => fate in REFUSALS;

/** In dollars, and whether it is known; undefined for more than nothing, by estimate. */
function costOf(
  { passage, method }: Case,
  fate: Fate,
): { readonly spend: number | undefined; readonly unpriced: boolean } {
  if (isRefused(fate) || fate === "failed") return { spend: 0, unpriced: false };
  if (passage === "configured") return { spend: USD_PER_REQUEST, unpriced: false };
  // What is neither asked for nor taken away may be made by a model.
  if (passage === "unread") return { spend: 0, unpriced: method !== "GET" && method !== "DELETE" };
  const { input, output } = SPENT;
  return {
    spend: fate === "served" ? (input * 1 + output * 10) / 1_000 : undefined,
    unpriced: false,
  };
}

const asked = CASES.flatMap((one) =>
  FATES.map((fate) => ({ ...one, fate, way: one.stream === true ? "streamed" : "whole" })),
);
const sent: string[] = [];

describe("a request that is passed through leaves one event that says what became of it", () => {
  it.concurrent.each(asked)("$passage, $method, $way, $fate", async (one) => {
    const { fate, passage, stream = false } = one;
    const { key, heard, status, clean, text } = await send(one, fate);
    sent.push(key);
    // These are under way before they break off.
    const isPiped = fate === "broken" && (passage === "unread" || stream);
    expect(status).toBe(fate === "abandoned" ? NOBODY_HEARD : isPiped ? 200 : STATUS[fate]);
    if (clean) expect(text.includes('"error"')).toBe(fate !== "served");
    expect(heard).toBe(isRefused(fate) ? 0 : 1);
    const [event] = await spendOfKey(stage.gateway, key, 1);
    const { spend, unpriced } = costOf(one, fate);
    expect(event).toMatchObject({
      call_type: "pass_through_endpoint",
      status: fate === "served" ? "success" : "failure",
      ...(spend !== undefined && { spend }),
      metadata: {
        outcome: isRefused(fate) ? "refused" : fate === "broken" ? "failed" : fate,
        http_status: STATUS[fate],
        stream,
        unpriced,
      },
    });
    if (spend === undefined) expect(event?.spend).toBeGreaterThan(0);
  });

  it("and no other", async () => {
    // For one that would come late.
    await sleep(1_000);
    expect(sent).toHaveLength(asked.length);
    for (const key of sent) expect(await spendOfKey(stage.gateway, key, 1)).toHaveLength(1);
  });
});
