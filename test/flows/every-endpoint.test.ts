import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Operation } from "../../src/core/operation.ts";
import type { Endpoint } from "../../src/endpoints/endpoint.ts";
import * as endpoints from "../../src/endpoints/index.ts";
import { PIXEL, PLAIN, SPENT } from "../conformance/answer.ts";
import { bytesOf } from "../conformance/replies.ts";
import { anthropicMessagesWire } from "../conformance/wires/anthropic-messages.ts";
import { cohereRerankWire } from "../conformance/wires/cohere-rerank.ts";
import { anthropicCountWire } from "../conformance/wires/counts.ts";
import { openaiEmbeddingsWire } from "../conformance/wires/openai-embeddings.ts";
import { openaiImagesWire } from "../conformance/wires/openai-images.ts";
import { openaiModerationsWire } from "../conformance/wires/openai-moderations.ts";
import { at } from "../support/at.ts";
import { makeKey } from "../support/keys.ts";
import { rawCall } from "../support/raw-client.ts";
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
} as const satisfies Record<Operation, { model: string; whole: object; input: number | undefined; output: number }>;

const FATES = ["served", "refused", "failed", "abandoned"] as const;
type Fate = (typeof FATES)[number];

interface Case {
  /** Apart from the model. */
  readonly body: (text: string) => object;
  readonly callType: string;
  /** Whether `stream` asks for a stream. Google has a path for each. */
  readonly ways: readonly ("whole" | "streamed")[];
}

const either = ["whole", "streamed"] as const;
const messages = (content: string) => [{ role: "user", content }];
const contents = (text: string) => ({ contents: [{ role: "user", parts: [{ text }] }] });

/** By the name of the row, or by Google's verb. A row without a case fails. */
const CASES: Readonly<Record<string, Case>> = {
  chatCompletions: { body: (text) => ({ messages: messages(text) }), callType: "acompletion", ways: either },
  completions: { body: (prompt) => ({ prompt }), callType: "atext_completion", ways: either },
  messages: {
    body: (text) => ({ messages: messages(text), max_tokens: 64 }),
    callType: "anthropic_messages",
    ways: either,
  },
  responses: { body: (input) => ({ input }), callType: "aresponses", ways: either },
  generateContent: { body: contents, callType: "agenerate_content", ways: ["whole"] },
  streamGenerateContent: { body: contents, callType: "agenerate_content", ways: ["streamed"] },
  countMessages: { body: (text) => ({ messages: messages(text) }), callType: "acount_tokens", ways: ["whole"] },
  countTokens: { body: contents, callType: "acount_tokens", ways: ["whole"] },
  embeddings: { body: (input) => ({ input }), callType: "aembedding", ways: ["whole"] },
  images: { body: (prompt) => ({ prompt }), callType: "aimage_generation", ways: ["whole"] },
  rerank: { body: (query) => ({ query, documents: ["ebb"] }), callType: "arerank", ways: ["whole"] },
  moderations: { body: (input) => ({ input }), callType: "amoderation", ways: ["whole"] },
};

const isEndpoint = (value: object): value is Endpoint => "dialect" in value;
const verbs = new Set<unknown>(endpoints.geminiVerbs.values());
const ROWS: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ...Object.entries<object>(endpoints).flatMap(([name, value]): [string, Endpoint][] =>
    isEndpoint(value) && !verbs.has(value) ? [[name, value]] : [],
  ),
  ...endpoints.geminiVerbs,
]);

const nameOf = (operation: Operation, fate: Fate): string => `${operation}-${fate}`;
const operations = Object.keys(SERVICES) as Operation[];

/** Each fate has services of its own, so that all requests may go at once. */
const stage = useStage((upstream) => {
  for (const operation of operations)
    for (const fate of FATES)
      upstream.play(nameOf(operation, fate), (request) => sceneOf(operation, fate, asksForStream(request)));
  return {
    model_list: operations.flatMap((operation) => FATES.map((fate) => deploymentOf(upstream, operation, fate))),
    general_settings: { master_key: "os.environ/LITELLM_MASTER_KEY", limits_deadline: 5 },
    router_settings: { num_retries: 0 },
  };
});

/** Dollars, chosen so that every sum is exact. */
const PRICES = { input_cost_per_token: 0.001, output_cost_per_token: 0.01, input_cost_per_query: 0.002 };

const deploymentOf = (upstream: Upstream, operation: Operation, fate: Fate): object => ({
  model_name: nameOf(operation, fate),
  litellm_params: {
    model: SERVICES[operation].model,
    api_base: upstream.base(nameOf(operation, fate)),
    api_key: "a-key",
    ...PRICES,
  },
});

/** Longer than it takes until the gateway knows that its client is gone. */
const PATIENCE_MS = 1_500;

function sceneOf(operation: Operation, fate: Fate, streams: boolean): Scene {
  if (fate === "failed") return { status: 500, body: JSON.stringify({ error: { message: "It broke." } }) };
  const leaves = fate === "abandoned";
  if (!streams)
    return { body: JSON.stringify(SERVICES[operation].whole), ...(leaves && { headersDelay: PATIENCE_MS }) };
  const { contentType } = anthropicMessagesWire.transport;
  // The start, a ping, the start of the text and its first word.
  return {
    headers: { "content-type": contentType },
    body: bytesOf(PLAIN, anthropicMessagesWire),
    ...(leaves && { stallAfter: 4 }),
  };
}

interface Sent {
  readonly key: string;
  readonly label: string;
}

const sent: Sent[] = [];

interface Asked extends Case {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly way: Case["ways"][number];
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

function statusOf(operation: Operation, fate: Fate): number {
  switch (fate) {
    case "served":
      return 200;
    case "refused":
      return operation === "count" ? 429 : 400;
    case "failed":
      return 500;
    case "abandoned":
      return NOBODY_HEARD;
  }
}
const NOBODY_HEARD = 0;

/** Sends the request, and leaves it where that is its fate. */
async function send({ name, endpoint, body, way, fate, ways }: Asked): Promise<Sent & { status: number }> {
  const { operation } = endpoint.dialect;
  const model = nameOf(operation, fate);
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
    expect(status).toBe(statusOf(operation, one.fate));
    const [event] = await spendOfKey(stage.gateway, what.key, 1);
    expect(event).toMatchObject({
      call_type: one.callType,
      // Who is refused was not yet led to a model.
      model_group: one.fate === "refused" ? "" : nameOf(operation, one.fate),
      status: one.fate === "served" ? "success" : "failure",
      metadata: { outcome: one.fate, stream: one.way === "streamed" },
    });
    const { input, output } = SERVICES[operation];
    if (one.fate === "refused" || one.fate === "failed") {
      expect(event).toMatchObject({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, spend: 0 });
      return;
    }
    expect(Number(at(event, "spend")) > 0).toBe(operation !== "count");
    if (input !== undefined) expect(event).toMatchObject({ prompt_tokens: input });
    else expect(at(event, "prompt_tokens")).toBeGreaterThan(0);
    if (one.fate === "served" || one.way === "whole") expect(event).toMatchObject({ completion_tokens: output });
    // Of a stream that nobody hears to its end, what was said so far.
    else expect(at(event, "completion_tokens")).toBeGreaterThan(0);
  });

  it("and no other", async () => {
    // For one that would come late.
    await sleep(1_000);
    expect(sent).toHaveLength(asked.length);
    for (const { key, label } of sent)
      expect([label, (await spendOfKey(stage.gateway, key, 1)).length]).toEqual([label, 1]);
  });
});
