import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { RESPONSE_ROWS, type ResponseAct } from "../../src/forwards/responses/response-rows.ts";
import { PLAIN } from "../conformance/answer.ts";
import { anthropicMessagesWire } from "../conformance/wires/anthropic-messages.ts";
import { textAt } from "../support/at.ts";
import { makeKey, manage } from "../support/keys.ts";
import { configFor } from "../support/providers.ts";
import { NOBODY_HEARD, PATIENCE_MS, sendAndLeave } from "../support/send-and-leave.ts";
import { spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import type { RecordedRequest, Scene } from "../support/upstream.ts";

const FATES = ["served", "limited", "denied", "barred", "failed", "broken", "abandoned"] as const;
type Fate = (typeof FATES)[number];
type Way = "whole" | "streamed";

let made = 0;
const responseOf = (id: string): object => ({
  id,
  object: "response",
  created_at: 1_780_000_000,
  status: "completed",
  model: "gpt-4o-mini",
  output: [],
  usage: { input_tokens: 9, output_tokens: 2, total_tokens: 11 },
});
const streamOf = (id: string): string =>
  ["response.created", "response.completed"]
    .map((type, index) => `data: ${JSON.stringify({ type, sequence_number: index, response: responseOf(id) })}\n\n`)
    .join("");

function answerOf({ method, path }: RecordedRequest): Scene {
  const [, id = ""] = /\/responses\/([^/?]+)/.exec(path) ?? [];
  if (id === "") return { body: JSON.stringify(responseOf(`resp_own_${(made += 1)}`)) };
  if (path.includes("stream=true")) return { headers: { "content-type": "text/event-stream" }, body: streamOf(id) };
  if (method === "DELETE") return { body: JSON.stringify({ id, object: "response", deleted: true }) };
  if (path.includes("/input_items")) return { body: JSON.stringify({ object: "list", data: [], has_more: false }) };
  return { body: JSON.stringify(responseOf(id)) };
}

/** The provider keeps its answers, and does with a request what its query says. */
function route(request: RecordedRequest): Scene {
  const fate = new URLSearchParams(request.path.split("?")[1]).get("fate");
  if (fate === "failed") return { status: 500, body: JSON.stringify({ error: { message: "It broke." } }) };
  const scene = answerOf(request);
  if (fate === "abandoned") return { ...scene, headersDelay: PATIENCE_MS };
  if (fate !== "broken") return scene;
  const [first = ""] = String(scene.body).split("\n\n");
  return { ...scene, cut: { afterBytes: Math.min(first.length + 2, String(scene.body).length - 1), by: "fin" } };
}

const stage = useStage((upstream) => {
  upstream.play("openai", route);
  upstream.play("anthropic", { body: JSON.stringify(anthropicMessagesWire.whole(PLAIN)) });
  return configFor(upstream, { general: { limits_deadline: 5 } });
});

let team = "";
/** Makes what the others ask for: keys of one team share their answers. */
let maker = "";
beforeAll(async () => {
  team = textAt((await manage(stage.gateway, "/team/new", {})).json, "team_id");
  maker = await makeKey(stage.gateway, { team_id: team });
});

/** By OpenAI, which keeps it; by Anthropic, which does not, so that the gateway does. */
async function make(model: "openai" | "anthropic"): Promise<string> {
  const { status, json } = await manage(stage.gateway, "/v1/responses", { model, input: "Tide?" }, maker);
  expect(status).toBe(200);
  return textAt(json, "id");
}

const REFUSALS: Readonly<Partial<Record<Fate, object>>> = {
  limited: { rpm_limit: 0 },
  denied: { models: ["another"] },
  barred: { allowed_routes: ["/v1/embeddings"] },
};

/** What an event says, and its client reads: unless it has left, or reads a stream, which is under way before it breaks off. */
const STATUS = {
  served: 200,
  limited: 429,
  denied: 401,
  barred: 403,
  failed: 500,
  broken: 502,
  abandoned: 499,
} as const satisfies Record<Fate, number>;

let count = 0;

/** Sends a request of a key of its own, and leaves it where that is its fate. */
async function send(act: ResponseAct, way: Way, fate: Fate, model: "openai" | "anthropic") {
  const key = await makeKey(stage.gateway, { team_id: team, ...REFUSALS[fate] });
  const { method, path } = RESPONSE_ROWS[act];
  count += 1;
  const call = `fate=${fate}&call=${count}`;
  const heard = (): number => stage.upstream.requests(model).filter((each) => each.path.endsWith(call)).length;
  const request = {
    method,
    path: `/v1/responses${path.replace(":id", await make(model))}?${way === "streamed" ? "stream=true&" : ""}${call}`,
    headers: { authorization: `Bearer ${key}`, "content-type": undefined },
  };
  const ending = await sendAndLeave(stage.gateway, request, fate === "abandoned" ? () => heard() > 0 : undefined);
  return { key, heard: heard(), ...ending };
}

const ACTS = Object.keys(RESPONSE_ROWS) as readonly ResponseAct[];
/** Only an answer itself can be told again as a stream. */
const WAYS: Readonly<Record<ResponseAct, readonly Way[]>> = {
  get: ["whole", "streamed"],
  delete: ["whole"],
  items: ["whole"],
  cancel: ["whole"],
};
const asked = ACTS.flatMap((act) => WAYS[act].flatMap((way) => FATES.map((fate) => ({ act, way, fate }))));
const sent: { readonly key: string; readonly events: number }[] = [];

describe("a request about an answer that its provider keeps leaves one event that says what became of it", () => {
  it.concurrent.each(asked)("$act, $way, $fate", async ({ act, way, fate }) => {
    const { key, heard, status, clean, text } = await send(act, way, fate, "openai");
    sent.push({ key, events: 1 });
    const isTold = fate === "broken" && way === "streamed";
    expect(status).toBe(fate === "abandoned" ? NOBODY_HEARD : isTold ? 200 : STATUS[fate]);
    if (clean) expect(/"error"/.test(text)).toBe(fate !== "served");
    const isRefused = fate in REFUSALS;
    expect(heard).toBe(isRefused ? 0 : 1);
    const [event] = await spendOfKey(stage.gateway, key, 1);
    expect(event).toMatchObject({
      call_type: "aget_responses",
      model_group: isRefused ? "" : "openai",
      team_id: team,
      status: fate === "served" ? "success" : "failure",
      // It was charged when it was made.
      total_tokens: 0,
      spend: 0,
      metadata: {
        outcome: isRefused ? "refused" : fate === "broken" ? "failed" : fate,
        http_status: STATUS[fate],
        unpriced: false,
      },
    });
  });

  it.each(ACTS)("%s: none where it is kept here, because nobody is asked", async (act) => {
    const told: number[] = [];
    for (const fate of ["served", "limited", "denied", "barred"] as const) {
      const { key, status } = await send(act, "whole", fate, "anthropic");
      sent.push({ key, events: 0 });
      told.push(status);
    }
    // Neither limits nor models are asked for: the answer is the caller's own.
    const [own = 0] = told;
    expect(own).toBe(act === "cancel" ? 400 : 200);
    expect(told).toEqual([own, own, own, 403]);
    const asks = stage.upstream.requests("anthropic").filter(({ path }) => !path.endsWith("/messages"));
    expect(asks).toEqual([]);
  });

  it("and no other", async () => {
    // For one that would come late.
    await sleep(1_000);
    expect(sent).toHaveLength(asked.length + ACTS.length * 4);
    for (const { key, events } of sent) expect(await spendOfKey(stage.gateway, key, events)).toHaveLength(events);
  });
});
