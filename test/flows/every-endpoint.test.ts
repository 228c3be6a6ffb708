import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Operation } from "../../src/core/operation.ts";
import type { Endpoint } from "../../src/endpoints/endpoint.ts";
import { PIXEL, PLAIN, SPENT } from "../conformance/answer.ts";
import { bytesOf } from "../conformance/replies.ts";
import { anthropicMessagesWire } from "../conformance/wires/anthropic-messages.ts";
import { cohereRerankWire } from "../conformance/wires/cohere-rerank.ts";
import { anthropicCountWire } from "../conformance/wires/counts.ts";
import { openaiEmbeddingsWire } from "../conformance/wires/openai-embeddings.ts";
import { openaiImagesWire } from "../conformance/wires/openai-images.ts";
import { openaiModerationsWire } from "../conformance/wires/openai-moderations.ts";
import { openaiCompactionWire } from "../conformance/wires/openai-responses.ts";
import { at } from "../support/at.ts";
import { CASES, ROWS, type EndpointCase } from "../support/endpoint-cases.ts";
import { makeKey } from "../support/keys.ts";
import { rawCall } from "../support/raw-client.ts";
import { NOBODY_HEARD, PATIENCE_MS } from "../support/send-and-leave.ts";
import { spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import type { Scene, Upstream } from "../support/upstream.ts";
import { asksForStream } from "../support/wire.ts";

/** The service behind each operation: its model, its answer, and what of that is in the ledger. */
const SERVICES = {
  chat: { model: "anthropic/claude-sonnet-4-5", whole: anthropicMessagesWire.whole(PLAIN), input: 21, output: 9 },
  embedding: {
    model: "openai/text-embedding-3-small",
    whole: openaiEmbeddingsWire.whole([[0.5, 0.25]], SPENT, {}),
    input: 21,
    output: 0,
  },
  image: {
    model: "openai/gpt-image-1",
    whole: openaiImagesWire.whole([PIXEL], "b64_json", SPENT),
    input: 21,
    output: 9,
  },
  // It counts searches, so that tokens are estimated.
  rerank: {
    model: "cohere/rerank-v3.5",
    whole: cohereRerankWire.whole([{ index: 0, score: 0.5 }], SPENT),
    input: undefined,
    output: 0,
  },
  moderation: {
    model: "openai/omni-moderation-latest",
    whole: openaiModerationsWire.whole([false], SPENT),
    input: 21,
    output: 0,
  },
  count: { model: "anthropic/claude-sonnet-4-5", whole: anthropicCountWire.whole(21), input: 0, output: 0 },
  /** Only some of those that chat can do it. */
  compaction: { model: "openai/gpt-4.1", whole: openaiCompactionWire.whole(PLAIN), input: 21, output: 9 },
} as const satisfies Record<Operation | "compaction", ServiceRow>;
type Kind = keyof typeof SERVICES;

interface ServiceRow {
  readonly model: string;
  readonly whole: object;
  readonly input: number | undefined;
  readonly output: number;
}

const FATES = ["served", "refused", "failed", "broken", "abandoned"] as const;
type Fate = (typeof FATES)[number];

const nameOf = (kind: Kind, fate: Fate): string => `${kind}-${fate}`;
const kindOf = ({ kind, endpoint }: Pick<Asked, "kind" | "endpoint">): Kind => kind ?? endpoint.dialect.operation;
const kinds = Object.keys(SERVICES) as Kind[];

/** Each fate has services of its own, so that all requests may go at once. */
const stage = useStage((upstream) => {
  for (const kind of kinds)
    for (const fate of FATES)
      upstream.play(nameOf(kind, fate), (request) => sceneOf(kind, fate, asksForStream(request)));
  return {
    model_list: kinds.flatMap((kind) => FATES.map((fate) => deploymentOf(upstream, kind, fate))),
    general_settings: { master_key: "os.environ/LITELLM_MASTER_KEY", limits_deadline: 5 },
    router_settings: { num_retries: 0 },
  };
});

/** Dollars, chosen so that every sum is exact. */
const PRICES = { input_cost_per_token: 0.001, output_cost_per_token: 0.01, input_cost_per_query: 0.002 };

const deploymentOf = (upstream: Upstream, kind: Kind, fate: Fate): object => ({
  model_name: nameOf(kind, fate),
  litellm_params: {
    model: SERVICES[kind].model,
    api_base: upstream.base(nameOf(kind, fate)),
    api_key: "a-key",
    ...PRICES,
  },
});

function sceneOf(kind: Kind, fate: Fate, streams: boolean): Scene {
  if (fate === "failed") return { status: 500, body: JSON.stringify({ error: { message: "It broke." } }) };
  const leaves = fate === "abandoned";
  if (!streams)
    return {
      body: JSON.stringify(SERVICES[kind].whole),
      ...(leaves && { headersDelay: PATIENCE_MS }),
      ...(fate === "broken" && { cut: { afterBytes: 9, by: "fin" } }),
    };
  const { contentType } = anthropicMessagesWire.transport;
  // The start, a ping, the start of the text and its first word.
  return {
    headers: { "content-type": contentType },
    body: bytesOf(PLAIN, anthropicMessagesWire),
    ...(leaves && { stallAfter: 4 }),
    // Behind its first words.
    ...(fate === "broken" && { cut: { afterBytes: 900, by: "fin" } }),
  };
}

interface Sent {
  readonly key: string;
  readonly label: string;
}

const sent: Sent[] = [];

interface Asked extends EndpointCase {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly way: EndpointCase["ways"][number];
  readonly fate: Fate;
}

const asked: readonly Asked[] = [...ROWS].flatMap(([name, endpoint]) => {
  const known = CASES[name];
  return known === undefined
    ? []
    : known.ways.flatMap((way) => FATES.map((fate) => ({ ...known, name, endpoint, way, fate })));
});

/** No budget is too small for what costs nothing. */
const refusing = (operation: Operation): object => (operation === "count" ? { rpm_limit: 0 } : { max_budget: 0 });

function statusOf(operation: Operation, fate: Fate, way: Asked["way"]): number {
  switch (fate) {
    case "served":
      return 200;
    case "refused":
      return operation === "count" ? 429 : 400;
    case "failed":
      return 500;
    case "broken":
      return way === "streamed" ? 200 : 502;
    case "abandoned":
      return NOBODY_HEARD;
  }
}

/** Sends the request, and leaves it where that is its fate. */
async function send(one: Asked): Promise<Sent & { status: number }> {
  const { name, endpoint, body, way, fate, ways } = one;
  const { operation } = endpoint.dialect;
  const model = nameOf(kindOf(one), fate);
  const label = `${name}, ${way}, ${fate}`;
  const key = await makeKey(stage.gateway, fate === "refused" ? refusing(operation) : {});
  const call = rawCall(stage.gateway.url, {
    path: (endpoint.paths[0] ?? "").replace(":call{.+}", `${model}:${name}`),
    headers: { authorization: `Bearer ${key}` },
    body: { model, ...body(label), ...(ways.length > 1 && { stream: way === "streamed" }) },
  });
  const isHeard = (): boolean => stage.upstream.requests(model).some((request) => request.body.includes(label));
  if (fate !== "abandoned") {
    await call.over;
    expect(isHeard()).toBe(fate !== "refused");
    return { key, label, status: (await call.head).status };
  }
  if (way === "streamed") await call.until("High");
  // `expect.poll` is for tests that run one at a time.
  else while (!isHeard()) await sleep(20);
  call.reset();
  return { key, label, status: NOBODY_HEARD };
}

it("every row of the endpoints has its case", () => {
  expect([...ROWS.keys()].toSorted()).toEqual(Object.keys(CASES).toSorted());
});

describe("a request leaves one event that says what became of it", () => {
  it.concurrent.each(asked)("$name, $way, $fate", async (one) => {
    const { status, ...what } = await send(one);
    sent.push(what);
    const { operation } = one.endpoint.dialect;
    expect(status).toBe(statusOf(operation, one.fate, one.way));
    const [event] = await spendOfKey(stage.gateway, what.key, 1);
    expect(event).toMatchObject({
      call_type: one.callType,
      // Who is refused was not yet led to a model.
      model_group: one.fate === "refused" ? "" : nameOf(kindOf(one), one.fate),
      status: one.fate === "served" ? "success" : "failure",
      metadata: { outcome: one.fate === "broken" ? "failed" : one.fate, stream: one.way === "streamed" },
    });
    const { input, output } = SERVICES[kindOf(one)];
    if (one.fate === "refused" || one.fate === "failed") {
      expect(event).toMatchObject({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, spend: 0 });
      return;
    }
    const isTold = one.fate !== "broken" || one.way === "streamed";
    // A picture is paid by tokens, and only its provider knows how many.
    const isUnpriced = operation === "image" && !isTold;
    expect(Number(at(event, "spend")) > 0).toBe(operation !== "count" && !isUnpriced);
    expect(at(event, "metadata", "unpriced")).toBe(isUnpriced);
    if (operation === "count" || (isTold && input !== undefined)) expect(event).toMatchObject({ prompt_tokens: input });
    else expect(at(event, "prompt_tokens")).toBeGreaterThan(0);
    if (one.fate === "served" || (isTold && one.way === "whole"))
      expect(event).toMatchObject({ completion_tokens: output });
    // Of a stream that nobody hears to its end, what was said so far.
    else if (one.way === "streamed") expect(at(event, "completion_tokens")).toBeGreaterThan(0);
  });

  it("and no other", async () => {
    // For one that would come late.
    await sleep(1_000);
    expect(sent).toHaveLength(asked.length);
    for (const { key, label } of sent)
      expect([label, (await spendOfKey(stage.gateway, key, 1)).length]).toEqual([label, 1]);
  });
});
