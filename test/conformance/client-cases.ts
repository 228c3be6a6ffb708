import { expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import type { Endpoint } from "../../src/endpoints/endpoint.ts";
import { completions, GEMINI_PATHS, responses } from "../../src/endpoints/index.ts";
import { geminiClient } from "../../src/dialects/gemini/index.ts";
import { at, listAt, textAt } from "../support/at.ts";
import { calling, PLAIN, SPENT, TIDE, UNICODE } from "./answer.ts";
import type { ChatContext } from "./chat-context.ts";
import { readFrames } from "./read-chat.ts";
import { refusesTools } from "./tool-cases.ts";
import { byWords, replyAnswer, replyFailure, replyFrames, replyJson } from "./replies.ts";
import { asked, exchange, type Exchanged, type Script } from "./stage.ts";
import type { ChatWire } from "./wire.ts";
import { openaiCompletionsWire } from "./wires/openai-completions.ts";
import { openaiResponsesWire } from "./wires/openai-responses.ts";

const SCHEMA = { type: "object", properties: { port: { type: "string" } } };
const said = { ...PLAIN, text: UNICODE };

const sender =
  ({ subject }: ChatContext, wire: ChatWire) =>
  (endpoint: Endpoint<"chat">, body: JsonObject, script: Script): Promise<Exchanged> =>
    exchange(subject, endpoint, body, wire.converse === undefined ? script : wire.converse(script));

const scriptOf = (wire: ChatWire): Script =>
  wire.abilities.streams ? replyAnswer(said, wire) : replyJson(wire.whole(said));

const begunOf = (wire: ChatWire): Script => {
  const frames = wire.frames(PLAIN, byWords);
  return replyFrames(
    frames.slice(
      0,
      frames.findIndex(({ data }) => data.includes("nine")),
    ),
    wire,
  );
};

/** That of the client's own dialect, where the provider speaks it too. */
const wireFor = ({ service, wire }: ChatContext, client: Endpoint<"chat">, own: ChatWire): ChatWire =>
  service.also?.some(({ dialects }) => dialects[0].id === client.dialect.id) === true ? own : wire;

/** The same provider, for a client of OpenAI's Responses: by its own Responses, where it has them. */
export function responsesCases(context: ChatContext): void {
  const wire = wireFor(context, responses, openaiResponsesWire);
  const send = sender(context, wire);

  it("answers a client of Responses", async () => {
    const body = { instructions: "You are a pilot.", input: UNICODE };
    const exchanged = await send(responses, body, replyJson(wire.whole(said)));
    const answer: unknown = await exchanged.response.json();
    expect(answer).toMatchObject({ object: "response", status: "completed" });
    expect(listAt(answer, "output", 0, "content")).toMatchObject([{ type: "output_text", text: UNICODE }]);
    const { text } = wire.read(asked(exchanged).body);
    expect(text).toContain("You are a pilot.");
    expect(text).toContain(UNICODE);
    expect(await exchanged.settled()).toMatchObject({ outcome: "served" });
  });

  it("streams to a client of Responses", async () => {
    const exchanged = await send(responses, { input: "Hi", stream: true }, scriptOf(wire));
    const events = (await readFrames(exchanged.response)).map(({ data }) => JSON.parse(data) as unknown);
    const deltas = events.filter((event) => at(event, "type") === "response.output_text.delta");
    expect(deltas.map((event) => textAt(event, "delta")).join("")).toBe(UNICODE);
    expect(events.at(-1)).toMatchObject({ type: "response.completed", response: { status: "completed" } });
    const { outcome, usage } = await exchanged.settled();
    expect(outcome).toBe("served");
    if (wire.abilities.usage.stream) expect(usage.outputTokens).toBe(SPENT.output);
  });

  it.skipIf(refusesTools(context))("offers tools to, and passes calls from, a client of Responses", async () => {
    const tools = [{ type: "function", name: TIDE.name, parameters: SCHEMA }];
    const exchanged = await send(responses, { input: "Hi", tools }, replyJson(wire.whole(calling(TIDE))));
    const items = listAt(await exchanged.response.json(), "output");
    const call = items.find((item) => at(item, "type") === "function_call");
    expect(call).toMatchObject({ name: TIDE.name });
    expect(JSON.parse(textAt(call, "arguments"))).toEqual(TIDE.input);
    expect(wire.read(asked(exchanged).body).tools).toMatchObject([{ name: TIDE.name, schema: SCHEMA }]);
  });

  it.runIf(wire.abilities.streams)("tells a broken stream to a client of Responses", async () => {
    const exchanged = await send(responses, { input: "Hi", stream: true }, begunOf(wire));
    const types = (await readFrames(exchanged.response)).map(({ data }) => textAt(JSON.parse(data), "type"));
    expect(types).not.toContain("response.completed");
    expect(["error", "response.failed"]).toContain(types.at(-1));
    expect(await exchanged.settled()).toMatchObject({ outcome: "failed", error: "provider_stream_broken" });
  });
}

/** The same provider, for a client of OpenAI's text completions: by its own, where it has them. */
export function completionsCases(context: ChatContext): void {
  const wire = wireFor(context, completions, openaiCompletionsWire);
  const isNative = wire.dialect === completions.dialect.id;
  const send = sender(context, wire);
  const textsOf = (answer: unknown): string => textAt(answer, "choices", 0, "text");

  it("answers a client of text completions", async () => {
    const exchanged = await send(completions, { prompt: UNICODE }, replyJson(wire.whole(said)));
    const answer: unknown = await exchanged.response.json();
    expect(answer).toMatchObject({ object: "text_completion", choices: [{ index: 0, finish_reason: "stop" }] });
    expect(textsOf(answer)).toBe(UNICODE);
    expect(wire.read(asked(exchanged).body).text).toContain(UNICODE);
    const { outcome, usage } = await exchanged.settled();
    expect(outcome).toBe("served");
    if (wire.abilities.usage.whole) expect(at(answer, "usage", "completion_tokens")).toBe(usage.outputTokens);
  });

  it("streams to a client of text completions", async () => {
    const asks = { prompt: "Hi", stream: true, stream_options: { include_usage: true } };
    const exchanged = await send(completions, asks, scriptOf(wire));
    const frames = await readFrames(exchanged.response);
    expect(frames.at(-1)?.data).toBe("[DONE]");
    const chunks = frames.slice(0, -1).map(({ data }) => JSON.parse(data) as unknown);
    expect(chunks.map(textsOf).join("")).toBe(UNICODE);
    expect(chunks.every((chunk) => at(chunk, "object") === "text_completion")).toBe(true);
    expect(at(chunks.at(-1), "usage", "completion_tokens")).toBe((await exchanged.settled()).usage.outputTokens);
  });

  it.skipIf(isNative)("refuses, or drops on demand, what a client of text completions cannot get", async () => {
    const refused = await send(completions, { prompt: "Hi", suffix: "!" }, replyJson(wire.whole(said)));
    expect(refused.response.status).toBe(400);
    expect(await refused.response.json()).toMatchObject({ error: { param: "suffix" } });
    expect(refused.sent).toEqual([]);
    const dropped = await send(
      completions,
      { prompt: "Hi", suffix: "!", drop_params: true },
      replyJson(wire.whole(said)),
    );
    expect(textsOf(await dropped.response.json())).toBe(UNICODE);
    expect(asked(dropped).body["suffix"]).toBeUndefined();
  });

  it.runIf(wire.abilities.streams)("tells a broken stream to a client of text completions", async () => {
    const exchanged = await send(completions, { prompt: "Hi", stream: true }, begunOf(wire));
    const frames = await readFrames(exchanged.response);
    expect(JSON.parse(frames.at(-1)?.data ?? "")).toMatchObject({ error: { code: "502" } });
    expect(await exchanged.settled()).toMatchObject({ outcome: "failed", error: "provider_stream_broken" });
  });
}

const google = (stream: boolean): Endpoint<"chat"> => ({
  paths: GEMINI_PATHS,
  dialect: geminiClient({ stream }),
  groups: ["llm_api_routes", "google_routes"],
});

/** The same provider, for a client of Google's dialect. */
export function geminiCases(context: ChatContext): void {
  const { wire } = context;
  const send = sender(context, wire);
  const body = { contents: [{ role: "user", parts: [{ text: UNICODE }] }] };
  const textsOf = (answer: unknown): string =>
    listAt(answer, "candidates", 0, "content", "parts")
      .map((part) => textAt(part, "text"))
      .join("");

  it("answers a client of Google's dialect", async () => {
    const exchanged = await send(google(false), body, replyJson(wire.whole(said)));
    expect(textsOf(await exchanged.response.json())).toBe(UNICODE);
    expect(wire.read(asked(exchanged).body).text).toContain(UNICODE);
    expect(await exchanged.settled()).toMatchObject({ outcome: "served" });
  });

  it("streams to a client of Google's dialect", async () => {
    const exchanged = await send(google(true), body, scriptOf(wire));
    const chunks = (await readFrames(exchanged.response)).map(({ data }) => JSON.parse(data) as unknown);
    expect(chunks.map(textsOf).join("")).toBe(UNICODE);
    expect(await exchanged.settled()).toMatchObject({ outcome: "served" });
  });

  it("tells a failure to a client of Google's dialect in that dialect", async () => {
    const failure = wire.failures["server-error"] ?? { status: 500, body: "", says: "" };
    const { response } = await send(google(false), body, replyFailure(failure));
    expect(response.status).toBe(500);
    const told = { code: response.status, message: expect.stringContaining(failure.says) as unknown };
    expect(await response.json()).toMatchObject({ error: told });
  });
}
