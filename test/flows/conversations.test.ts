import { Agent, OpenAIConversationsSession, OpenAIResponsesModel, run, setTracingDisabled, tool } from "@openai/agents";
import OpenAI from "openai";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Answer, calling, PLAIN, SPENT, TIDE } from "../conformance/answer.ts";
import { errorOf, openaiClient } from "../support/clients.ts";
import { makeKey } from "../support/keys.ts";
import { playAnswer } from "../support/own-wires/play.ts";
import { ownConfig, providerOf } from "../support/own-wires/providers.ts";
import { useStage } from "../support/stage.ts";

// Traces go to OpenAI.
setTracingDisabled(true);

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

type Params = OpenAI.Responses.ResponseCreateParamsNonStreaming;
type Reply = OpenAI.Responses.Response;

const ask = async (client: OpenAI, params: Params, stream = false): Promise<Reply> =>
  stream
    ? await client.responses.stream({ ...params, stream: true }).finalResponse()
    : await client.responses.create(params);

/** An answer of OpenAI itself. */
const own = (id: string, text: string, more: object = {}) => ({
  id,
  object: "response",
  created_at: 1_780_000_000,
  status: "completed",
  model: "gpt-5",
  store: true,
  output: [messageOf(`msg_${id}`, text)],
  usage: { input_tokens: 9, output_tokens: 2, total_tokens: 11 },
  ...more,
});
const messageOf = (id: string, text: string) => ({
  type: "message",
  id,
  role: "assistant",
  status: "completed",
  content: [{ type: "output_text", text, annotations: [] }],
});

/** Whichever way the client asks. */
function playOpenai(answer: object): void {
  const events = [
    { type: "response.created", response: { ...answer, status: "in_progress", output: [], usage: null } },
    { type: "response.completed", response: answer },
  ];
  const frames = events.map(
    (event, index) => `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number: index })}\n\n`,
  );
  stage.upstream.play("openai", ({ body }) =>
    String(body).includes('"stream":true')
      ? { headers: { "content-type": "text/event-stream" }, body: frames.join("") }
      : { body: JSON.stringify(answer) },
  );
}
const say = (provider: string, answer: Answer): void => playAnswer(stage.upstream, providerOf(provider), answer);

const sentTo = (provider: string): string =>
  String(stage.upstream.requests(provider).findLast(({ method }) => method === "POST")?.body);
/** In the order that they were said. */
const expectInOrder = (text: string, ...said: readonly string[]): void => {
  const places = said.map((one) => text.indexOf(one));
  expect(places.toSorted((a, b) => a - b)).toEqual(places);
  expect(places).not.toContain(-1);
};

async function itemsOf(client: OpenAI, id: string) {
  const items: OpenAI.Conversations.ConversationItem[] = [];
  for await (const item of client.conversations.items.list(id, { order: "asc", limit: 2 })) items.push(item);
  return items;
}
const textsOf = async (client: OpenAI, id: string) =>
  (await itemsOf(client, id)).map((item) =>
    item.type === "message" ? item.content.map((part) => ("text" in part ? part.text : part.type)).join() : item.type,
  );

const WAYS = [
  ["whole", false],
  ["streamed", true],
] as const;

describe.each(WAYS)("a conversation, %s", (_, stream) => {
  it("goes from provider to provider", async () => {
    const { id } = await quay.conversations.create();
    say("anthropic", { text: "By Claude.", spent: SPENT });
    const first = await ask(quay, { model: "anthropic", input: "One?", conversation: id }, stream);
    expect(first).toMatchObject({ conversation: { id }, output_text: "By Claude.", store: true });
    say("gemini", { text: "By Gemini.", spent: SPENT });
    const second = await ask(quay, { model: "gemini", input: "Two?", conversation: { id } }, stream);
    expect(second).toMatchObject({ conversation: { id }, output_text: "By Gemini." });
    expectInOrder(sentTo("gemini"), "One?", "By Claude.", "Two?");
    playOpenai(own("resp_own_1", "By OpenAI."));
    const third = await ask(quay, { model: "openai", input: "Three?", conversation: id }, stream);
    expect(third).toMatchObject({ conversation: { id } });
    expectInOrder(sentTo("openai"), "One?", "By Claude.", "Two?", "By Gemini.", "Three?");
    expect(stage.upstream.last("openai").json).not.toHaveProperty("conversation");
    say("anthropic", PLAIN);
    await ask(quay, { model: "anthropic", input: "Four?", conversation: id }, stream);
    expectInOrder(sentTo("anthropic"), "Two?", "By Gemini.", "Three?", "By OpenAI.", "Four?");
    expect(await textsOf(quay, id)).toEqual([
      "One?",
      "By Claude.",
      "Two?",
      "By Gemini.",
      "Three?",
      "By OpenAI.",
      "Four?",
      PLAIN.text,
    ]);
  });

  it("takes a tool's result in the next turn, from another model", async () => {
    const { id } = await quay.conversations.create();
    const tools: OpenAI.Responses.FunctionTool[] = [
      { type: "function", name: TIDE.name, strict: false, parameters: { type: "object", properties: {} } },
    ];
    say("anthropic", calling(TIDE));
    const { output } = await ask(quay, { model: "anthropic", tools, input: "Tide?", conversation: id }, stream);
    const call = output.find((item) => item.type === "function_call");
    const result = { type: "function_call_output" as const, call_id: call?.call_id ?? "", output: "At nine, 4.2 m." };
    playOpenai(own("resp_own_3", "At nine."));
    await ask(quay, { model: "openai", tools, input: [result], conversation: id }, stream);
    expectInOrder(sentTo("openai"), "Tide?", `"call_id":"${call?.call_id}"`, "At nine, 4.2 m.");
    // OpenAI looks in vain for what another provider has written.
    expect(sentTo("openai")).not.toContain(call?.id);
    expect((await itemsOf(quay, id)).map(({ type }) => type)).toEqual([
      "message",
      "function_call",
      "function_call_output",
      "message",
    ]);
  });

  it("is added to though the answer itself is not kept", async () => {
    const { id } = await quay.conversations.create();
    say("anthropic", PLAIN);
    const answer = await ask(quay, { model: "anthropic", input: "Tide?", conversation: id, store: false }, stream);
    expect(answer).toMatchObject({ conversation: { id }, store: false });
    expect(await errorOf(quay.responses.retrieve(answer.id))).toMatchObject({ status: 404 });
    playOpenai(own("resp_own_4", "High.", { store: false }));
    await ask(quay, { model: "openai", input: "Sure?", conversation: id, store: false }, stream);
    expect(stage.upstream.last("openai").json).toMatchObject({ store: false });
    expect(await textsOf(quay, id)).toEqual(["Tide?", PLAIN.text, "Sure?", "High."]);
  });

  it("stays as it was where a turn fails", async () => {
    const { id } = await quay.conversations.create({ items: [{ role: "user", content: "Before." }] });
    for (const model of ["anthropic", "openai"]) {
      stage.upstream.play(model, { status: 400, body: JSON.stringify({ error: { message: "No.", type: "invalid" } }) });
      await errorOf(ask(quay, { model, input: "Tide?", conversation: id }, stream));
    }
    expect(await textsOf(quay, id)).toEqual(["Before."]);
  });
});

it("is named in every event of OpenAI's own that holds the answer", async () => {
  const { id } = await quay.conversations.create();
  playOpenai(own("resp_own_2", "High."));
  const turn = { model: "openai", input: "Tide?", conversation: id, stream: true } as const;
  const told: unknown[] = [];
  for await (const event of await quay.responses.create(turn))
    if ("response" in event) told.push(event.response.conversation);
  expect(told).toEqual([{ id }, { id }]);
});

it.each(["anthropic", "openai"])("is added to by a turn that is written in background by %s", async (model) => {
  const { id } = await quay.conversations.create();
  if (model === "openai") playOpenai(own("resp_own_8", PLAIN.text ?? ""));
  else say(model, PLAIN);
  const begun = await ask(quay, { model, input: "Tide?", conversation: id, background: true });
  expect(begun).toMatchObject({ status: "queued", conversation: { id } });
  await expect
    .poll(async () => await quay.responses.retrieve(begun.id), { timeout: 30_000 })
    .toMatchObject({ status: "completed", conversation: { id } });
  expect(await textsOf(quay, id)).toEqual(["Tide?", PLAIN.text]);
  const elsewhere = { model: "anthropic", input: "Tide?", conversation: "conv_elsewhere", background: true };
  expect(await errorOf(ask(quay, elsewhere))).toBeInstanceOf(OpenAI.NotFoundError);
});

describe("what OpenAI's models thought", () => {
  const thought = (more: object = {}) => ({ type: "reasoning", id: "rs_1", summary: [], ...more });
  const search = { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "q" } };
  const turnAfter = async (...output: readonly object[]) => {
    const { id } = await quay.conversations.create();
    playOpenai(own("resp_own_5", "", { output: [...output, messageOf("msg_9", "High.")] }));
    await ask(quay, { model: "openai", input: "Tide?", conversation: id });
    playOpenai(own("resp_own_6", "Low."));
    await ask(quay, { model: "openai", input: "And then?", conversation: id, reasoning: { effort: "low" } });
    const { input } = stage.upstream.last("openai").json as { input: readonly Record<string, unknown>[] };
    return { id, input };
  };

  it("goes back to them where it is sealed, with what it led to", async () => {
    const { input } = await turnAfter(thought({ encrypted_content: "gAAA" }), search);
    expect(stage.upstream.last("openai").json).toMatchObject({ include: ["reasoning.encrypted_content"] });
    expect(input.map(({ type, id }) => [type, id])).toEqual([
      ["message", undefined],
      ["reasoning", undefined],
      ["web_search_call", "ws_1"],
      ["message", undefined],
      ["message", undefined],
    ]);
  });

  it("is left out where only one account could find it, with what is refused without it", async () => {
    const { id, input } = await turnAfter(thought(), search);
    expect(input.map(({ type }) => type)).toEqual(["message", "message", "message"]);
    // It is listed all the same.
    expect((await itemsOf(quay, id)).map((item) => item.id)).toContain("rs_1");
  });
});

describe("items of a conversation", () => {
  const said: OpenAI.Responses.ResponseInputItem[] = [
    { role: "user", content: "Tide?" },
    { type: "function_call", call_id: "call_1", name: "tide", arguments: "{}" },
    { type: "function_call_output", call_id: "call_1", output: "4.2 m" },
  ];

  it("are listed, found and taken out", async () => {
    const { id } = await quay.conversations.create({ items: said });
    const added = await quay.conversations.items.create(id, { items: [{ role: "assistant", content: "High." }] });
    expect(added).toMatchObject({ object: "list", has_more: false, data: [{ role: "assistant" }] });
    const items = await itemsOf(quay, id);
    expect(items).toMatchObject([
      { type: "message", role: "user", status: "completed", content: [{ type: "input_text", text: "Tide?" }] },
      { type: "function_call", call_id: "call_1" },
      { type: "function_call_output", call_id: "call_1" },
      { type: "message", role: "assistant", content: [{ type: "output_text", text: "High." }] },
    ]);
    const [first] = items;
    const itemId = first?.id ?? "";
    expect(await quay.conversations.items.retrieve(itemId, { conversation_id: id })).toEqual(first);
    expect(await quay.conversations.items.delete(itemId, { conversation_id: id })).toMatchObject({ id });
    const gone = quay.conversations.items.retrieve(itemId, { conversation_id: id });
    expect(await errorOf(gone)).toBeInstanceOf(OpenAI.NotFoundError);
    expect(await errorOf(quay.conversations.items.delete(itemId, { conversation_id: id }))).toMatchObject({
      status: 404,
    });
    const newestFirst = await quay.conversations.items.list(id);
    expect(newestFirst.data.map((item) => item.id)).toEqual(
      items
        .slice(1)
        .map((item) => item.id)
        .toReversed(),
    );
    say("anthropic", PLAIN);
    await ask(quay, { model: "anthropic", input: "Sure?", conversation: id });
    expect(sentTo("anthropic")).not.toContain("Tide?");
  });

  it("can be referred to in place of being sent, whoever answers", async () => {
    const { id } = await quay.conversations.create({ items: [{ role: "user", content: "A secret tide." }] });
    const [item] = await itemsOf(quay, id);
    say("anthropic", { text: "Once said.", spent: SPENT });
    const { output } = await ask(quay, { model: "anthropic", input: "Say it." });
    const reference = (itemId: string | undefined) => ({ type: "item_reference" as const, id: itemId ?? "" });
    const input = [reference(item?.id), reference(output[0]?.id), { role: "user" as const, content: "Sure?" }];
    say("gemini", PLAIN);
    await ask(quay, { model: "gemini", input });
    expectInOrder(sentTo("gemini"), "A secret tide.", "Once said.", "Sure?");
    playOpenai(own("resp_own_7", "Yes."));
    await ask(quay, { model: "openai", input: [...input, reference("msg_of_openai")] });
    expectInOrder(sentTo("openai"), "A secret tide.", "Once said.", "Sure?", "msg_of_openai");
    // What is in the conversation already is not said again.
    say("gemini", PLAIN);
    await ask(quay, { model: "gemini", input, conversation: id });
    expect(sentTo("gemini").split("A secret tide.")).toHaveLength(2);
    // Another's are not there: a provider may know them, a translation cannot.
    playOpenai(own("resp_own_8", "What?"));
    await ask(harbour, { model: "openai", input });
    expect(sentTo("openai")).toContain(item?.id);
    expect(sentTo("openai")).not.toContain("A secret tide.");
    expect(await errorOf(ask(harbour, { model: "gemini", input }))).toMatchObject({ status: 400, param: "input[0]" });
  });
});

describe("a conversation", () => {
  it("has metadata, which is replaced as a whole", async () => {
    const made = await quay.conversations.create({ metadata: { topic: "tides" } });
    expect(made).toMatchObject({ object: "conversation", metadata: { topic: "tides" } });
    expect(made.id).toMatch(/^conv_/);
    expect(made.created_at).toBeGreaterThan(1_700_000_000);
    expect(await quay.conversations.retrieve(made.id)).toEqual(made);
    const updated = await quay.conversations.update(made.id, { metadata: { kind: "pilot" } });
    expect(updated).toEqual({ ...made, metadata: { kind: "pilot" } });
    expect(await quay.conversations.update(made.id, { metadata: null })).toMatchObject({ metadata: {} });
  });

  it("is gone when it is deleted", async () => {
    const { id } = await quay.conversations.create({ items: [{ role: "user", content: "Tide?" }] });
    expect(await quay.conversations.delete(id)).toEqual({ id, object: "conversation.deleted", deleted: true });
    for (const asking of [
      async () => await quay.conversations.retrieve(id),
      async () => await quay.conversations.delete(id),
      async () => await quay.conversations.items.list(id),
      async () => await ask(quay, { model: "anthropic", input: "And then?", conversation: id }),
      async () => await ask(quay, { model: "openai", input: "And then?", conversation: id }),
    ])
      expect(await errorOf(asking())).toBeInstanceOf(OpenAI.NotFoundError);
  });

  it("is shared by the keys of a user, and is not there for anyone else", async () => {
    const { id } = await harbour.conversations.create({ items: [{ role: "user", content: "A secret question." }] });
    const [item] = await itemsOf(harbourToo, id);
    const conversation_id = id;
    for (const asking of [
      async () => await quay.conversations.retrieve(id),
      async () => await quay.conversations.update(id, { metadata: { mine: "yes" } }),
      async () => await quay.conversations.delete(id),
      async () => await quay.conversations.items.list(id),
      async () => await quay.conversations.items.create(id, { items: [{ role: "user", content: "Mine." }] }),
      async () => await quay.conversations.items.retrieve(item?.id ?? "", { conversation_id }),
      async () => await quay.conversations.items.delete(item?.id ?? "", { conversation_id }),
      async () => await ask(quay, { model: "anthropic", input: "What was said?", conversation: id }),
      async () => await ask(quay, { model: "anthropic", input: "What was said?", conversation: id }, true),
      async () => await ask(quay, { model: "openai", input: "What was said?", conversation: { id } }),
    ])
      expect(await errorOf(asking())).toBeInstanceOf(OpenAI.NotFoundError);
    expect(await itemsOf(harbour, id)).toEqual([item]);
    // The gateway's own keeps an eye on everything.
    expect(await itemsOf(stage.openai, id)).toEqual([item]);
  });

  it.each(["/conversations", "/openai/v1/conversations"])("is found under %s too", async (path) => {
    const { id } = await quay.conversations.create();
    const headers = { authorization: `Bearer ${quay.apiKey}` };
    for (const address of [`${path}/${id}`, `${path}/${id}/items`])
      expect((await fetch(stage.gateway.url + address, { headers })).status).toBe(200);
    const made = await fetch(stage.gateway.url + path, { method: "POST", headers });
    expect(await made.json()).toMatchObject({ object: "conversation", metadata: {} });
  });

  it("takes turns that come at once one after the other", async () => {
    const { id } = await quay.conversations.create();
    say("anthropic", PLAIN);
    const questions = ["A?", "B?", "C?", "D?"];
    await Promise.all(
      questions.map(async (input) => await ask(quay, { model: "anthropic", input, conversation: id }, input < "C")),
    );
    const texts = await textsOf(quay, id);
    expect(texts.filter((_, place) => place % 2 === 1)).toEqual(questions.map(() => PLAIN.text));
    expect(new Set(texts.filter((_, place) => place % 2 === 0))).toEqual(new Set(questions));
  });

  it("that is full refuses another turn before a provider is asked", async () => {
    const items = [{ role: "user" as const, content: "x".repeat(4 * 1024 * 1024 - 500) }];
    const { id } = await quay.conversations.create({ items });
    const before = stage.upstream.requests("anthropic").length;
    const turn = ask(quay, { model: "anthropic", input: "y".repeat(500), conversation: id });
    expect(await errorOf(turn)).toMatchObject({ status: 400, param: "conversation" });
    expect(stage.upstream.requests("anthropic")).toHaveLength(before);
    const adding = quay.conversations.items.create(id, { items: [{ role: "user", content: "y".repeat(500) }] });
    expect(await errorOf(adding)).toMatchObject({ status: 400, param: "conversation" });
    // The answer does not fit in any more: it is given, and says that it was not added.
    say("anthropic", { text: "z".repeat(600), spent: SPENT });
    const answer = await ask(quay, { model: "anthropic", input: "Short?", conversation: id });
    expect(answer).toMatchObject({ conversation: null });
    expect(answer.output_text).toHaveLength(600);
    expect(await itemsOf(quay, id)).toHaveLength(1);
  });
});

describe("what is wrong is told in OpenAI's shape", () => {
  let id = "";
  beforeAll(async () => {
    ({ id } = await quay.conversations.create({ items: [{ role: "user", content: "Tide?" }] }));
  });
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${quay.apiKey}`, "content-type": "application/json" };
    const response = await fetch(`${stage.gateway.url}/v1${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  const message = { role: "user", content: "Hi" };

  it.each<[string, object]>([
    ["metadata", { metadata: "tides" }],
    ["metadata", { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`name ${n}`, "x"])) }],
    ["metadata", { metadata: { ["x".repeat(65)]: "x" } }],
    ["metadata.a", { metadata: { a: "x".repeat(513) } }],
    ["metadata.a", { metadata: { a: 1 } }],
    ["items", { items: "Hi" }],
    ["items", { items: Array.from({ length: 21 }, () => message) }],
    ["items[0]", { items: ["Hi"] }],
    ["items[0]", { items: [{ type: "item_reference", id: "msg_nowhere" }] }],
    ["items[0].id", { items: [{ ...message, id: 7 }] }],
    [
      "items[1].id",
      {
        items: [
          { ...message, id: "a" },
          { ...message, id: "a" },
        ],
      },
    ],
    ["items[0].type", { items: [{ ...message, type: 7 }] }],
    ["items[0].role", { items: [{ role: "captain", content: "Hi" }] }],
    ["items[0].content", { items: [{ role: "user", content: 7 }] }],
  ])("%s", async (param, body) => {
    const refused = { status: 400, body: { error: { type: expect.any(String) as unknown, param, code: "400" } } };
    expect(await post("/conversations", body)).toMatchObject(refused);
  });

  it("an update without metadata, nothing to add, an id twice", async () => {
    const [item] = await itemsOf(quay, id);
    expect(await post(`/conversations/${id}`, {})).toMatchObject({ status: 400 });
    expect(await post(`/conversations/${id}/items`, { items: [] })).toMatchObject({ status: 400 });
    const again = { items: [{ ...message, id: item?.id }] };
    expect(await post(`/conversations/${id}/items`, again)).toMatchObject({ status: 400 });
    const input = [{ ...message, id: item?.id }];
    expect(await post("/responses", { model: "anthropic", input, conversation: id })).toMatchObject({
      status: 400,
      body: { error: { param: "input[0].id" } },
    });
  });

  it.each(["limit=0", "limit=101", "order=up", "after=msg_nowhere"])("a page of %s", async (query) => {
    const headers = { authorization: `Bearer ${quay.apiKey}` };
    const response = await fetch(`${stage.gateway.url}/v1/conversations/${id}/items?${query}`, { headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param: query.split("=")[0] } });
  });

  it.each<[string, object]>([
    ["conversation", { conversation: 7 }],
    ["conversation", { conversation: {} }],
    ["conversation", { conversation: "" }],
    ["previous_response_id", { previous_response_id: "resp_1" }],
  ])("a turn with a wrong %s", async (param, more) => {
    const turn = { model: "anthropic", input: "Hi", conversation: id, ...more };
    expect(await post("/responses", turn)).toMatchObject({ status: 400, body: { error: { param } } });
  });

  it("a conversation of OpenAI's own, which nobody here knows", async () => {
    const turn = { model: "openai", input: "Hi", conversation: "conv_0123456789abcdef" };
    expect(await post("/responses", turn)).toMatchObject({ status: 404, body: { error: { param: "conversation" } } });
  });

  it("a key that may not come here", async () => {
    const client = openaiClient(stage.gateway, await makeKey(stage.gateway, { allowed_routes: ["info_routes"] }));
    expect(await errorOf(client.conversations.create())).toMatchObject({ status: 403 });
  });
});

describe("an agent of OpenAI's SDK with a session here", () => {
  const employ = (model: string) => {
    const getTide = tool({
      name: TIDE.name,
      description: "The tide.",
      parameters: z.object({ port: z.string(), note: z.string() }),
      execute: () => {
        say(model, PLAIN);
        return "At nine, 4.2 m.";
      },
    });
    say(model, calling(TIDE));
    return new Agent({ name: "Pilot", model: new OpenAIResponsesModel(quay, model), tools: [getTide] });
  };

  it("remembers what was said to another model", async () => {
    const session = new OpenAIConversationsSession({ client: quay });
    expect((await run(employ("anthropic"), "When is high tide?", { session })).finalOutput).toBe(PLAIN.text);
    const id = await session.getSessionId();
    expect((await itemsOf(quay, id)).map(({ type }) => type)).toEqual([
      "message",
      "function_call",
      "function_call_output",
      "message",
    ]);
    say("gemini", { text: "Low at three.", spent: SPENT });
    const next = new Agent({ name: "Pilot", model: new OpenAIResponsesModel(quay, "gemini") });
    const result = await run(next, "And low tide?", { session, stream: true });
    await result.completed;
    expect(result.finalOutput).toBe("Low at three.");
    expectInOrder(sentTo("gemini"), "When is high tide?", "At nine, 4.2 m.", "And low tide?");
    expect(await session.popItem()).toMatchObject({ role: "assistant" });
    expect(await session.getItems(1)).toMatchObject([{ role: "user" }]);
    await session.clearSession();
    expect(await errorOf(quay.conversations.retrieve(id))).toBeInstanceOf(OpenAI.NotFoundError);
  });

  it("goes on in a conversation by its id", async () => {
    const { id } = await quay.conversations.create({ items: [{ role: "user", content: "We are in Brest." }] });
    const result = await run(employ("anthropic"), "When is high tide?", { conversationId: id });
    expect(result.finalOutput).toBe(PLAIN.text);
    expectInOrder(sentTo("anthropic"), "We are in Brest.", "When is high tide?", "At nine, 4.2 m.");
    expect((await itemsOf(quay, id)).map(({ type }) => type)).toEqual([
      "message",
      "message",
      "function_call",
      "function_call_output",
      "message",
    ]);
  });
});
