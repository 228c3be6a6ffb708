import OpenAI from "openai";
import { beforeAll, describe, expect, it } from "vitest";
import { type Answer, calling, PLAIN, SPENT, TIDE } from "../conformance/answer.ts";
import { errorOf, openaiClient } from "../support/clients.ts";
import { makeKey } from "../support/keys.ts";
import { playAnswer } from "../support/own-wires/play.ts";
import { OWN_PROVIDERS, ownConfig, providerOf, takers } from "../support/own-wires/providers.ts";
import { spendOfCall, spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";

const stage = useStage(ownConfig);

/** Two tenants; the second one's key has a user, which another key shares. */
let quay: OpenAI;
let harbour: OpenAI;
let harbourToo: OpenAI;
beforeAll(async () => {
  const clientOf = async (params: object) => openaiClient(stage.gateway, await makeKey(stage.gateway, params));
  quay = await clientOf({});
  harbour = await clientOf({ user_id: "harbour-master" });
  harbourToo = await clientOf({ user_id: "harbour-master" });
});

/** These have it themselves. */
const NATIVE: readonly string[] = ["openai", "azure"];
const isTranslated = ({ id }: { readonly id: string }): boolean => !NATIVE.includes(id);

const tools: OpenAI.Responses.FunctionTool[] = [
  {
    type: "function",
    name: TIDE.name,
    description: "The tide.",
    strict: false,
    parameters: { type: "object", properties: { port: { type: "string" }, note: { type: "string" } } },
  },
];
const say = (provider: string, answer: Answer): void => playAnswer(stage.upstream, providerOf(provider), answer);
const ask = async (
  client: OpenAI,
  params: OpenAI.Responses.ResponseCreateParamsNonStreaming,
  stream = false,
): Promise<OpenAI.Responses.Response> =>
  stream
    ? await client.responses.stream({ ...params, stream: true }).finalResponse()
    : await client.responses.create(params);
/** The latest question; some services are then looked at until they have an answer. */
const sentTo = (provider: string): string =>
  String(stage.upstream.requests(provider).findLast(({ method }) => method === "POST")?.body);
/** In the order that they were said. */
const expectInOrder = (text: string, ...said: readonly string[]): void => {
  const places = said.map((one) => text.indexOf(one));
  expect(places.toSorted((a, b) => a - b)).toEqual(places);
  expect(places).not.toContain(-1);
};

const WAYS = [
  ["whole", false],
  ["streamed", true],
] as const;

describe.each(OWN_PROVIDERS.filter(isTranslated))("a conversation with $id", ({ id: model }) => {
  it.each(WAYS)("goes on from the answer before, %s", async (_, stream) => {
    say(model, { text: "The first answer.", spent: SPENT });
    const first = await ask(quay, { model, input: "The first question." }, stream);
    expect(first).toMatchObject({ store: true, previous_response_id: null, output_text: "The first answer." });
    say(model, PLAIN);
    const next = { model, input: "The second question.", previous_response_id: first.id };
    const second = await ask(quay, next, stream);
    expect(second).toMatchObject({ store: true, previous_response_id: first.id, output_text: PLAIN.text });
    expectInOrder(sentTo(model), "The first question.", "The first answer.", "The second question.");
    expect(sentTo(model)).not.toContain("previous_response_id");
  });
});

describe.each(takers("tools").filter(isTranslated))("a conversation with $id and its tools", ({ id: model }) => {
  it("takes the result of a call without the call", async () => {
    say(model, calling(TIDE));
    const first = await ask(quay, { model, tools, input: "Tide?" }, true);
    const call = first.output.find((item) => item.type === "function_call");
    say(model, PLAIN);
    const result = { type: "function_call_output" as const, call_id: call?.call_id ?? "", output: "At nine, 4.2 m." };
    const second = await ask(quay, { model, tools, input: [result], previous_response_id: first.id });
    expect(second.output_text).toBe(PLAIN.text);
    expectInOrder(sentTo(model), "Tide?", TIDE.name, "At nine, 4.2 m.");
  });
});

describe.each(["anthropic", "bedrock"])("a conversation with %s that thinks", (model) => {
  it("brings back what it thought", async () => {
    say(model, { reasoning: { text: "It depends on the moon.", signature: "c2lnbmVk" }, text: "High.", spent: SPENT });
    const first = await ask(quay, { model, input: "Tide?" }, true);
    say(model, PLAIN);
    const second = await ask(quay, { model, input: "And now?", previous_response_id: first.id });
    expect(second.output_text).toBe(PLAIN.text);
    expectInOrder(sentTo(model), "Tide?", "It depends on the moon.", "c2lnbmVk", "High.", "And now?");
  });
});

describe("an answer that is kept here", () => {
  const model = "anthropic";
  const make = async (client: OpenAI, more: Partial<OpenAI.Responses.ResponseCreateParamsNonStreaming> = {}) => {
    say(model, PLAIN);
    return await ask(client, { model, input: "When is high tide? ⚓", ...more });
  };

  it("can be gone on from with another provider, and two ways", async () => {
    const first = await make(quay, { instructions: "Be brief." });
    say("gemini", { text: "By Gemini.", spent: SPENT });
    const second = await ask(quay, { model: "gemini", input: "And then?", previous_response_id: first.id });
    expectInOrder(sentTo("gemini"), "When is high tide?", PLAIN.text ?? "", "And then?");
    // As at OpenAI, instructions are of one turn.
    expect(sentTo("gemini")).not.toContain("Be brief.");
    await make(quay, { input: "The other way.", previous_response_id: first.id });
    expect(sentTo(model)).not.toContain("By Gemini.");
    await make(quay, { input: "On and on.", previous_response_id: second.id });
    expectInOrder(sentTo(model), "When is high tide?", "And then?", "By Gemini.", "On and on.");
  });

  it("can be gone on from at a provider that keeps answers itself", async () => {
    const first = await make(quay);
    stage.upstream.play("openai", { body: JSON.stringify(own("resp_own_9")) });
    await ask(quay, { model: "openai", input: "And then?", previous_response_id: first.id });
    expectInOrder(sentTo("openai"), "When is high tide?", PLAIN.text ?? "", "And then?");
    expect(stage.upstream.last("openai").json).not.toHaveProperty("previous_response_id");
  });

  it.each(WAYS)("is retrieved as it was sent, %s", async (_, stream) => {
    say(model, PLAIN);
    const answer = await ask(harbour, { model, input: "Tide?", metadata: { tide: "high" } }, stream);
    const found = await harbour.responses.retrieve(answer.id);
    expect(found).toMatchObject({
      id: answer.id,
      output_text: PLAIN.text,
      metadata: { tide: "high" },
      status: "completed",
    });
    const { output, usage } = JSON.parse(JSON.stringify(answer)) as OpenAI.Responses.Response;
    expect(found).toMatchObject({ usage, output: stream ? expect.anything() : output });
    expect(await harbourToo.responses.retrieve(answer.id)).toMatchObject({ id: answer.id });
  });

  it("lists what the model had before it", async () => {
    const first = await make(quay);
    const second = await make(quay, {
      input: [{ role: "user", content: "And then?" }],
      previous_response_id: first.id,
    });
    const items: OpenAI.Responses.ResponseItem[] = [];
    for await (const item of quay.responses.inputItems.list(second.id, { limit: 2, order: "asc" })) items.push(item);
    expect(items).toMatchObject([
      { type: "message", role: "user", content: [{ type: "input_text", text: "When is high tide? ⚓" }] },
      { type: "message", role: "assistant", content: [{ type: "output_text", text: PLAIN.text }] },
      { type: "message", role: "user", content: [{ type: "input_text", text: "And then?" }] },
    ]);
    const page = await quay.responses.inputItems.list(second.id, { limit: 1 });
    expect(page.data).toEqual([items[2]]);
    expect(page.has_more).toBe(true);
    expect(await errorOf(quay.responses.inputItems.list(second.id, { limit: 101 }))).toMatchObject({
      status: 400,
      param: "limit",
    });
  });

  it("is gone when it is deleted, with what goes on from it", async () => {
    const first = await make(quay);
    const second = await make(quay, { previous_response_id: first.id });
    await quay.responses.delete(first.id);
    expect(await errorOf(quay.responses.retrieve(first.id))).toBeInstanceOf(OpenAI.NotFoundError);
    expect(await errorOf(quay.responses.delete(first.id))).toBeInstanceOf(OpenAI.NotFoundError);
    for (const previous_response_id of [first.id, second.id])
      expect(await errorOf(make(quay, { previous_response_id }))).toMatchObject({
        code: "previous_response_not_found",
      });
  });

  it("that was waited for cannot be cancelled or followed", async () => {
    const { id } = await make(quay);
    expect(await errorOf(quay.responses.cancel(id))).toMatchObject({ status: 400 });
    expect(await errorOf(quay.responses.retrieve(id, { stream: true }))).toMatchObject({ status: 400 });
  });

  it.each(WAYS)("is not there where nobody wanted it kept, %s", async (_, stream) => {
    say(model, PLAIN);
    const answer = await ask(quay, { model, input: "Tide?", store: false }, stream);
    expect(answer).toMatchObject({ store: false });
    expect(await errorOf(quay.responses.retrieve(answer.id))).toMatchObject({ status: 404 });
    const next = ask(quay, { model, input: "And then?", previous_response_id: answer.id });
    expect(await errorOf(next)).toMatchObject({ status: 400, code: "previous_response_not_found" });
  });

  it("is not kept where the stream broke", async () => {
    const before = PLAIN.text ?? "";
    const wire = providerOf(model).wire.frames({ text: before, spent: SPENT }, (text) => [text]);
    const { transport } = providerOf(model).wire;
    const body = Buffer.concat(wire.slice(0, -2).map((frame) => transport.encode(frame)));
    stage.upstream.play(model, { headers: { "content-type": transport.contentType }, body });
    const events: OpenAI.Responses.ResponseStreamEvent[] = [];
    const read = async (): Promise<void> => {
      for await (const event of await quay.responses.create({ model, input: "Tide?", stream: true }))
        events.push(event);
    };
    await errorOf(read());
    const id = events.flatMap((event) => (event.type === "response.created" ? [event.response.id] : []))[0] ?? "";
    expect(id).toMatch(/^resp_kept_/);
    expect(await errorOf(quay.responses.retrieve(id))).toMatchObject({ status: 404 });
  });

  it("says so where a conversation is too long to be kept, and is answered", async () => {
    const answer = await make(quay, { input: "x".repeat(4 * 1024 * 1024) });
    expect(answer).toMatchObject({ store: false, output_text: PLAIN.text });
    expect(await errorOf(quay.responses.retrieve(answer.id))).toMatchObject({ status: 404 });
  });

  it.each(["/responses", "/openai/v1/responses"])("is found under %s too", async (path) => {
    const { id } = await make(quay);
    const headers = { authorization: `Bearer ${quay.apiKey}` };
    for (const address of [`${path}/${id}`, `${path}/${id}/input_items`])
      expect((await fetch(stage.gateway.url + address, { headers })).status).toBe(200);
    const deleted = await fetch(`${stage.gateway.url}${path}/${id}`, { method: "DELETE", headers });
    expect(await deleted.json()).toEqual({ id, object: "response", deleted: true });
  });

  it("leaves one event a turn, with the whole conversation in what it read", async () => {
    const first = await make(quay);
    say(model, PLAIN);
    const next = { model, input: "And then?", previous_response_id: first.id };
    const { response } = await quay.responses.create(next).withResponse();
    await quay.responses.retrieve(first.id);
    const rows = await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? "");
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ prompt_tokens: SPENT.input, completion_tokens: SPENT.output });
  });
});

/** A good answer of OpenAI. */
const own = (id: string, more: object = {}) => ({
  id,
  object: "response",
  created_at: 1_780_000_000,
  status: "completed",
  model: "gpt-4o-mini",
  previous_response_id: null,
  output: [
    {
      type: "message",
      id: "msg_1",
      role: "assistant",
      status: "completed",
      content: [{ type: "output_text", text: "High.", annotations: [] }],
    },
  ],
  usage: { input_tokens: 9, output_tokens: 2, total_tokens: 11 },
  ...more,
});

/** The stream of one in background. */
const streamOf = (id: string): string =>
  [
    { type: "response.created", response: own(id, { status: "queued", output: [], usage: null, background: true }) },
    { type: "response.output_text.delta", item_id: "msg_1", output_index: 0, content_index: 0, delta: "High." },
    { type: "response.completed", response: own(id, { background: true }) },
  ]
    .map((event, index) => `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number: index })}\n\n`)
    .join("");

/** OpenAI, as far as it keeps one response. */
function playOpenai(): void {
  stage.upstream.play("openai", ({ method, path }) => {
    if (method === "DELETE") return { body: JSON.stringify({ id: "resp_own_1", object: "response", deleted: true }) };
    if (path.includes("/input_items"))
      return { body: JSON.stringify({ object: "list", data: [], first_id: null, last_id: null, has_more: false }) };
    if (path.endsWith("/cancel")) return { body: JSON.stringify(own("resp_own_1", { status: "cancelled" })) };
    return { body: JSON.stringify(own("resp_own_1")) };
  });
}

describe("an answer that its provider keeps", () => {
  it("is asked for where it is kept, under the client's id", async () => {
    playOpenai();
    const { id } = await ask(quay, { model: "openai", input: "Tide?" });
    expect(await quay.responses.retrieve(id, { include: ["message.output_text.logprobs"] })).toMatchObject({ id });
    expect(stage.upstream.last("openai")).toMatchObject({ method: "GET" });
    expect(stage.upstream.last("openai").path).toMatch(/^\/v1\/responses\/resp_own_1\?include/);
    expect(await quay.responses.cancel(id)).toMatchObject({ id, status: "cancelled" });
    expect(stage.upstream.last("openai")).toMatchObject({ method: "POST", path: "/v1/responses/resp_own_1/cancel" });
    await quay.responses.inputItems.list(id, { limit: 3 });
    expect(stage.upstream.last("openai").path).toBe("/v1/responses/resp_own_1/input_items?limit=3");
    await quay.responses.delete(id);
    expect(stage.upstream.last("openai")).toMatchObject({ method: "DELETE", path: "/v1/responses/resp_own_1" });
  });

  it("is asked for at Azure by the address that its answers have", async () => {
    stage.upstream.play("azure", { body: JSON.stringify(own("resp_own_2")) });
    const { id } = await ask(quay, { model: "azure", input: "Tide?" });
    expect(await quay.responses.retrieve(id)).toMatchObject({ id });
    expect(stage.upstream.last("azure").path).toMatch(/^\/openai\/responses\/resp_own_2\?api-version=/);
  });

  it("is charged when it is made, and not for being looked at", async () => {
    playOpenai();
    const key = await makeKey(stage.gateway);
    const client = openaiClient(stage.gateway, key);
    const { id } = await ask(client, { model: "openai", input: "Tide?" });
    await client.responses.retrieve(id);
    const rows = await spendOfKey(stage.gateway, key, 2);
    expect(rows).toHaveLength(2);
    const charged = rows.map((row) => row as unknown as { prompt_tokens: number; call_type: string });
    expect(charged.map(({ prompt_tokens }) => prompt_tokens).toSorted((a, b) => a - b)).toEqual([0, 9]);
  });
});

describe("a response in background", () => {
  const queued = own("resp_own_3", { status: "queued", output: [], usage: null, background: true });
  const begin = async () => {
    const key = await makeKey(stage.gateway);
    const client = openaiClient(stage.gateway, key);
    stage.upstream.play("openai", { body: JSON.stringify(queued) });
    const made = await ask(client, { model: "openai", input: "Tide?", background: true });
    expect(made.status).toBe("queued");
    expect(stage.upstream.last("openai").json).toMatchObject({ background: true });
    return { key, client, made };
  };
  const chargedOn = async (key: string, count: number) =>
    (await spendOfKey(stage.gateway, key, count)).map((row) => Number(Reflect.get(row, "prompt_tokens")));

  it("is charged once: when its client is first told that it is over", async () => {
    const { key, client, made } = await begin();
    expect(await client.responses.retrieve(made.id)).toMatchObject({ id: made.id, status: "queued" });
    stage.upstream.play("openai", { body: JSON.stringify(own("resp_own_3", { background: true })) });
    for (let times = 0; times < 2; times++)
      expect(await client.responses.retrieve(made.id)).toMatchObject({ status: "completed", output_text: "High." });
    expect((await chargedOn(key, 4)).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 9]);
  });

  it("is told again as a stream, under the same id, and charged once", async () => {
    const { key, client, made } = await begin();
    stage.upstream.play("openai", { headers: { "content-type": "text/event-stream" }, body: streamOf("resp_own_3") });
    for (let times = 0; times < 2; times++) {
      const ids: string[] = [];
      for await (const event of await client.responses.retrieve(made.id, { stream: true, starting_after: 0 }))
        if ("response" in event) ids.push(event.response.id);
      expect(ids).toEqual([made.id, made.id]);
    }
    expect(stage.upstream.last("openai").path).toBe("/v1/responses/resp_own_3?stream=true&starting_after=0");
    stage.upstream.play("openai", { body: JSON.stringify(own("resp_own_3", { background: true })) });
    await client.responses.retrieve(made.id);
    expect((await chargedOn(key, 4)).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 9]);
  });

  it("is charged in full though its stream is left", async () => {
    const key = await makeKey(stage.gateway);
    const client = openaiClient(stage.gateway, key);
    const [begun = ""] = streamOf("resp_own_4").split("\n\n");
    const headers = { "content-type": "text/event-stream" };
    stage.upstream.play("openai", { headers, body: `${begun}\n\n`, endless: true, delay: 50 });
    const stream = await client.responses.create({ model: "openai", input: "Tide?", background: true, stream: true });
    let id = "";
    for await (const event of stream) {
      if (event.type === "response.created") id = event.response.id;
      break;
    }
    // When the settlement of the stream is in, it is known to go on.
    expect(await chargedOn(key, 1)).toEqual([0]);
    stage.upstream.play("openai", { body: JSON.stringify(own("resp_own_4", { background: true })) });
    expect(await client.responses.retrieve(id)).toMatchObject({ id, status: "completed" });
    expect((await chargedOn(key, 2)).toSorted((a, b) => a - b)).toEqual([0, 9]);
  });

  it("is charged by estimate where it is cancelled before anyone said what it came to", async () => {
    const { key, client, made } = await begin();
    stage.upstream.play("openai", { body: JSON.stringify({ ...queued, status: "cancelled" }) });
    expect(await client.responses.cancel(made.id)).toMatchObject({ id: made.id, status: "cancelled" });
    const charged = await chargedOn(key, 2);
    expect(charged.filter((tokens) => tokens > 0)).toHaveLength(1);
    expect(charged).toHaveLength(2);
  });
});

describe.each(["anthropic", "openai"])("what one tenant has of %s", (model) => {
  it("is not there for another, whatever they ask", async () => {
    if (model === "openai") playOpenai();
    else say(model, PLAIN);
    const { id } = await ask(harbour, { model, input: "A secret question." });
    const before = stage.upstream.requests(model).length;
    for (const asking of [
      async () => await quay.responses.retrieve(id),
      async () => await quay.responses.inputItems.list(id),
      async () => await quay.responses.cancel(id),
      async () => await quay.responses.delete(id),
    ])
      expect(await errorOf(asking())).toBeInstanceOf(OpenAI.NotFoundError);
    const forged = [id, "resp_own_1", id.replace(/\..*$/, ""), `${id}0`];
    for (const previous_response_id of forged)
      for (const stream of [false, true])
        expect(
          await errorOf(ask(quay, { model, input: "What was said?", previous_response_id }, stream)),
        ).toMatchObject({
          status: 400,
          code: "previous_response_not_found",
        });
    expect(stage.upstream.requests(model)).toHaveLength(before);
    // Its owner still has it, and so has the gateway's.
    expect(await harbourToo.responses.retrieve(id)).toMatchObject({ id });
    expect(await stage.openai.responses.retrieve(id)).toMatchObject({ id });
  });

  it("is not there for another by a path of another dialect", async () => {
    if (model === "openai") playOpenai();
    else say(model, PLAIN);
    const { id } = await ask(harbour, { model, input: "A secret question." });
    const body = { model, messages: [{ role: "user" as const, content: "Hi" }], previous_response_id: id };
    expect(await errorOf(quay.chat.completions.create(body))).toMatchObject({ status: 400 });
  });
});
