import { setTimeout as sleep } from "node:timers/promises";
import OpenAI from "openai";
import { beforeAll, describe, expect, it } from "vitest";
import { calling, PLAIN, SPENT, TIDE, type Answer } from "../conformance/answer.ts";
import { byWords } from "../conformance/replies.ts";
import { errorOf, openaiClient } from "../support/clients.ts";
import { makeKey } from "../support/keys.ts";
import { play, playAnswer } from "../support/own-wires/play.ts";
import { OWN_PROVIDERS, ownConfig, providerOf } from "../support/own-wires/providers.ts";
import { awaitSpend, spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";

const stage = useStage(ownConfig);
const NATIVE: readonly string[] = ["openai", "azure"];
const WRITTEN_HERE = OWN_PROVIDERS.map(({ id }) => id).filter((id) => !NATIVE.includes(id));
const model = "anthropic";

type Asked = Partial<OpenAI.Responses.ResponseCreateParamsNonStreaming>;
const say = (provider: string, answer: Answer): void => playAnswer(stage.upstream, providerOf(provider), answer);
const begin = async (client: OpenAI, more: Asked = {}): Promise<OpenAI.Responses.Response> =>
  await client.responses.create({ model, input: "When is high tide?", background: true, ...more });

const OVER_MS = 20_000;
/** Looks at it as clients do, until it is over. */
async function overOf(client: OpenAI, id: string): Promise<OpenAI.Responses.Response> {
  for (const untilMs = Date.now() + OVER_MS; ;) {
    const answer = await client.responses.retrieve(id);
    if ((answer.status !== "queued" && answer.status !== "in_progress") || Date.now() > untilMs) return answer;
    await sleep(50);
  }
}

const newClient = async (params: object = {}) => {
  const key = await makeKey(stage.gateway, params);
  return { key, client: openaiClient(stage.gateway, key) };
};

/** A provider that says nothing more in the middle of its answer, until the gateway leaves it. */
function playHalf(): void {
  const provider = providerOf(model);
  const { transport } = provider.wire;
  const frames = provider.wire.frames(PLAIN, byWords).map((frame) => transport.encode(frame));
  const headers = { "content-type": transport.contentType };
  play(stage.upstream, provider, () => ({ headers, body: Buffer.concat(frames), stallAfter: 4 }));
}

let quay: OpenAI;
let harbour: OpenAI;
beforeAll(async () => {
  ({ client: quay } = await newClient());
  ({ client: harbour } = await newClient());
});

describe.each(WRITTEN_HERE)("in background, %s", (provider) => {
  it("answers a client that does not wait", async () => {
    say(provider, PLAIN);
    const made = await begin(quay, { model: provider, metadata: { tide: "high" } });
    expect(made).toMatchObject({ status: "queued", background: true, output: [], metadata: { tide: "high" } });
    const answer = await overOf(quay, made.id);
    expect(answer).toMatchObject({ id: made.id, status: "completed", background: true, output_text: PLAIN.text });
    expect(answer.created_at).toBe(made.created_at);
    // One of them tells nothing of it in a stream.
    if (provider !== "replicate")
      expect(answer.usage).toMatchObject({ input_tokens: SPENT.input, output_tokens: SPENT.output });
    expect(answer.metadata).toEqual({ tide: "high" });
  });
});

describe("an answer in background", () => {
  it("leaves one event, under the id that the client was told first", async () => {
    const { key, client } = await newClient();
    say(model, PLAIN);
    const { data, response } = await client.responses
      .create({ model, input: "Tide?", background: true })
      .withResponse();
    await overOf(client, data.id);
    const rows = await awaitSpend(stage.gateway, 1, () => true, `?api_key=${key}`);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      request_id: response.headers.get("x-litellm-call-id"),
      prompt_tokens: SPENT.input,
      completion_tokens: SPENT.output,
    });
  });

  it("can be gone on from, and goes on from others", async () => {
    say(model, calling(TIDE));
    const tools = [{ type: "function" as const, name: TIDE.name, strict: false, parameters: { type: "object" } }];
    const first = await begin(quay, { tools });
    const { output } = await overOf(quay, first.id);
    const call = output.find((item) => item.type === "function_call");
    say(model, PLAIN);
    const input = [{ type: "function_call_output" as const, call_id: call?.call_id ?? "", output: "At nine." }];
    const second = await begin(quay, { tools, input, previous_response_id: first.id });
    expect(second.previous_response_id).toBe(first.id);
    expect((await overOf(quay, second.id)).output_text).toBe(PLAIN.text);
    say("gemini", PLAIN);
    await quay.responses.create({ model: "gemini", input: "And then?", previous_response_id: second.id });
    const sent = String(stage.upstream.last("gemini").body);
    for (const said of ["When is high tide?", TIDE.name, "At nine.", PLAIN.text ?? "", "And then?"])
      expect(sent).toContain(said);
    const { data } = await quay.responses.inputItems.list(second.id, { order: "asc" });
    expect(data.map(({ type }) => type)).toEqual(["message", "function_call", "function_call_output"]);
  });

  it("is told as a stream while it is written, and again when it is over", async () => {
    say(model, PLAIN);
    const stream = await quay.responses.create({ model, input: "Tide?", background: true, stream: true });
    const events: OpenAI.Responses.ResponseStreamEvent[] = [];
    for await (const event of stream) events.push(event);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
    expect(events.slice(0, 3).map(({ type }) => type)).toEqual([
      "response.created",
      "response.queued",
      "response.in_progress",
    ]);
    const last = events.at(-1);
    if (last?.type !== "response.completed") throw new Error(`It ended with ${last?.type}.`);
    expect(last.response).toMatchObject({ status: "completed", background: true });
    const again: OpenAI.Responses.ResponseStreamEvent[] = [];
    for await (const event of await quay.responses.retrieve(last.response.id, { stream: true, starting_after: 2 }))
      again.push(event);
    expect(again).toEqual(events.slice(3));
    expect(
      await errorOf(quay.responses.retrieve(last.response.id, { stream: true, starting_after: -2 })),
    ).toMatchObject({ status: 400, param: "starting_after" });
  });

  it("goes on when the reader of its stream has left", async () => {
    say(model, PLAIN);
    let id = "";
    for await (const event of await quay.responses.create({ model, input: "Tide?", background: true, stream: true })) {
      if (event.type === "response.created") id = event.response.id;
      break;
    }
    expect(await overOf(quay, id)).toMatchObject({ status: "completed", output_text: PLAIN.text });
  });

  it("shows what there is of it, and is cancelled with that", async () => {
    const { key, client } = await newClient();
    playHalf();
    const { id } = await begin(client);
    await expect
      .poll(async () => (await client.responses.retrieve(id)).status, { timeout: OVER_MS })
      .toBe("in_progress");
    expect(await client.responses.cancel(id)).toMatchObject({ id, status: "cancelled", background: true });
    expect(await client.responses.retrieve(id)).toMatchObject({ id, status: "cancelled" });
    expect(await client.responses.cancel(id)).toMatchObject({ status: "cancelled" });
    const [row] = await spendOfKey(stage.gateway, key, 1);
    expect(Number(Reflect.get(row ?? {}, "prompt_tokens"))).toBeGreaterThan(0);
    await stage.upstream.last(model).closed;
  });

  it("is failed where its provider is, with the words of an answer that is waited for", async () => {
    play(stage.upstream, providerOf(model), () => ({
      status: 400,
      body: JSON.stringify({ type: "error", error: { type: "invalid_request_error", message: "Too salty." } }),
    }));
    const { key, client } = await newClient();
    const { id } = await begin(client);
    const answer = await overOf(client, id);
    expect(answer).toMatchObject({ status: "failed", error: { code: "invalid_prompt" } });
    expect(answer.error?.message).toContain("Too salty.");
    const events: string[] = [];
    const read = async (): Promise<void> => {
      for await (const { type } of await client.responses.retrieve(id, { stream: true })) events.push(type);
    };
    expect(await errorOf(read())).toMatchObject({ message: expect.stringContaining("Too salty.") });
    expect(events).toContain("response.failed");
    expect(await spendOfKey(stage.gateway, key, 1)).toHaveLength(1);
  });

  it("is refused at once where a limit, a model or the request itself does not allow it", async () => {
    const { key, client } = await newClient({ rpm_limit: 1 });
    say(model, PLAIN);
    const { id } = await begin(client);
    expect(await errorOf(begin(client))).toBeInstanceOf(OpenAI.RateLimitError);
    expect(await overOf(client, id)).toMatchObject({ status: "completed" });
    const rows = (await spendOfKey(stage.gateway, key, 2)).map((row) => Number(Reflect.get(row, "prompt_tokens")));
    expect(rows.toSorted((a, b) => a - b)).toEqual([0, SPENT.input]);

    const { client: other } = await newClient({ models: ["gemini"] });
    const before = stage.upstream.requests(model).length;
    expect(await errorOf(begin(other))).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(await errorOf(begin(quay, { store: false }))).toMatchObject({ status: 400, param: "store" });
    const odd = [{ type: "computer_call_output", call_id: "c", output: { type: "computer_screenshot" } }];
    expect(await errorOf(begin(quay, { input: odd as never }))).toMatchObject({ status: 400 });
    const previous_response_id = `resp_run_${"0".repeat(32)}`;
    expect(await errorOf(begin(quay, { previous_response_id }))).toMatchObject({
      code: "previous_response_not_found",
    });
    expect(stage.upstream.requests(model)).toHaveLength(before);
  });

  it("is not there for another, whatever they ask", async () => {
    playHalf();
    const { id } = await begin(quay);
    for (const asking of [
      async () => await harbour.responses.retrieve(id),
      async () => await harbour.responses.retrieve(id, { stream: true }),
      async () => await harbour.responses.inputItems.list(id),
      async () => await harbour.responses.cancel(id),
      async () => await harbour.responses.delete(id),
    ])
      expect(await errorOf(asking())).toBeInstanceOf(OpenAI.NotFoundError);
    expect(await stage.openai.responses.retrieve(id)).toMatchObject({ id });
    expect(await quay.responses.cancel(id)).toMatchObject({ status: "cancelled" });
  });

  it("is gone when it is deleted, also while it is written", async () => {
    playHalf();
    const { id } = await begin(quay);
    await quay.responses.delete(id);
    expect(await errorOf(quay.responses.retrieve(id))).toBeInstanceOf(OpenAI.NotFoundError);
    expect(await errorOf(quay.responses.delete(id))).toBeInstanceOf(OpenAI.NotFoundError);
    await stage.upstream.last(model).closed;
  });

  it("is served where a fallback answers, within what the request says of routing", async () => {
    play(stage.upstream, providerOf(model), () => ({ status: 529, body: "{}" }));
    say("gemini", PLAIN);
    const { id } = await begin(quay, { fallbacks: ["gemini"], num_retries: 0 } as Asked);
    expect(await overOf(quay, id)).toMatchObject({ status: "completed", output_text: PLAIN.text });
  });

  it("of a key that was blocked meanwhile is still the gateway's", async () => {
    const { key, client } = await newClient();
    say(model, PLAIN);
    const { id } = await begin(client);
    await overOf(client, id);
    await fetch(`${stage.gateway.url}/key/block`, {
      method: "POST",
      headers: { authorization: `Bearer ${stage.openai.apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ key }),
    });
    expect(await errorOf(client.responses.retrieve(id))).toMatchObject({ status: 401 });
    expect(await stage.openai.responses.retrieve(id)).toMatchObject({ id, status: "completed" });
  });
});
