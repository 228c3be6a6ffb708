import fc from "fast-check";
import OpenAI from "openai";
import type { ResponseOutputText, ResponseStreamEvent } from "openai/resources/responses/responses";
import { describe, expect, test } from "vitest";
import type { ChatEvent, ChatResponse, Part } from "../../../../src/core/chat.ts";
import { GatewayError } from "../../../../src/core/errors.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { wordsOf } from "../../../../src/dialects/openai-responses/answer-items.ts";
import { openaiResponses } from "../../../../src/dialects/openai-responses/index.ts";
import { writeFrames, type Frame } from "../../../../src/streams/frame.ts";
import { collect, dataOf, decode, echo, eventsOf, json, wireOnly, type WireResponse } from "./read-frames.ts";

const request: JsonObject = { tools: [{ type: "custom", name: "patch" }] };
const options = { includeUsage: true, createdSeconds: 7 };

function encode(events: readonly ChatEvent[], more: { request?: JsonObject } = {}): readonly Frame[] {
  const encoder = openaiResponses.encoder({ ...options, ...more });
  return events.flatMap((event) => encoder.push(event));
}

const answer: ChatResponse = {
  id: "a",
  model: "m",
  parts: [],
  finish: "stop",
  usage: { inputTokens: 3, outputTokens: 2 },
};
const head = { ...echo, id: "resp_a", object: "response", created_at: 7, model: "m" } as const;
const usage = {
  input_tokens: 3,
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens: 2,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 5,
} satisfies WireResponse["usage"];
const text = (said: string): Part => ({ type: "text", text: said });

/** What the events between `response.in_progress` and the end are written as. */
const written = (events: readonly ChatEvent[], more?: { request: JsonObject }): readonly JsonObject[] =>
  dataOf(encode(events, more)).slice(2, -1);

/** An event of the SDK's types without its number, which rises by one with each. */
type Unnumbered<E> = E extends unknown ? Omit<E, "sequence_number"> : never;
type Expected = readonly Unnumbered<ResponseStreamEvent>[];
const numbered = (events: Expected): readonly JsonObject[] =>
  events.map((event, index) => json({ ...event, sequence_number: index + 2 }));

describe("the frame of a stream", () => {
  test("is created, in progress and completed, with the whole response at each", () => {
    const begun = { ...head, status: "in_progress", incomplete_details: null, output: [] } satisfies WireResponse;
    const done = { ...head, status: "completed", incomplete_details: null, output: [], usage } satisfies WireResponse;
    const frames = encode(eventsOf(answer));
    expect(dataOf(frames)).toEqual([
      { type: "response.created", response: { ...begun, ...wireOnly, usage: null }, sequence_number: 0 },
      { type: "response.in_progress", response: { ...begun, ...wireOnly, usage: null }, sequence_number: 1 },
      { type: "response.completed", response: { ...done, ...wireOnly }, sequence_number: 2 },
    ]);
    expect(frames.map(({ event }) => event)).toEqual(dataOf(frames).map(({ type }) => type));
  });

  test("ends incomplete, and its last item with it", () => {
    const frames = dataOf(encode(eventsOf({ ...answer, parts: [text("a"), text("b")], finish: "length" })));
    expect(frames.slice(-2)).toMatchObject([
      { type: "response.output_item.done", item: { status: "incomplete" } },
      { type: "response.incomplete", response: { incomplete_details: { reason: "max_output_tokens" } } },
    ]);
  });

  test("has no mark behind its last event, which nobody can make up for", () => {
    expect(openaiResponses.endMark).toEqual([]);
  });
});

describe("the events of an item", () => {
  test("of a message with what it cites", () => {
    const annotation = { type: "url_citation", url: "u", title: "", start_index: 0, end_index: 2 } as const;
    const part: ResponseOutputText = { type: "output_text", text: "abcd", annotations: [annotation], logprobs: [] };
    const place = { item_id: "msg_a_0", output_index: 0, content_index: 0 };
    const item = { id: "msg_a_0", type: "message", role: "assistant" } as const;
    const expected = [
      { type: "response.output_item.added", output_index: 0, item: { ...item, status: "in_progress", content: [] } },
      { type: "response.content_part.added", ...place, part: { ...part, text: "", annotations: [] } },
      { type: "response.output_text.delta", ...place, delta: "abc", logprobs: [] },
      { type: "response.output_text.delta", ...place, delta: "d", logprobs: [] },
      { type: "response.output_text.annotation.added", ...place, annotation_index: 0, annotation },
      { type: "response.output_text.done", ...place, text: "abcd", logprobs: [] },
      { type: "response.content_part.done", ...place, part },
      {
        type: "response.output_item.done",
        output_index: 0,
        item: { ...item, status: "completed", content: [part] },
      },
    ] satisfies Expected;
    const citations = [{ url: "u", start: 0, end: 2 }];
    expect(written(eventsOf({ ...answer, parts: [text("abcd")], citations }))).toEqual(numbered(expected));
  });

  test("of thinking", () => {
    const place = { item_id: "rs_a_0", output_index: 0, summary_index: 0 };
    const item = { id: "rs_a_0", type: "reasoning" } as const;
    const summary = { type: "summary_text", text: "Hmm." } as const;
    const encrypted_content = 'tollgate:{"signature":"s"}';
    const expected = [
      { type: "response.output_item.added", output_index: 0, item: { ...item, status: "in_progress", summary: [] } },
      { type: "response.reasoning_summary_part.added", ...place, part: { ...summary, text: "" } },
      { type: "response.reasoning_summary_text.delta", ...place, delta: "Hmm" },
      { type: "response.reasoning_summary_text.delta", ...place, delta: "." },
      { type: "response.reasoning_summary_text.done", ...place, text: "Hmm." },
      { type: "response.reasoning_summary_part.done", ...place, part: summary },
      {
        type: "response.output_item.done",
        output_index: 0,
        item: { ...item, status: "completed", summary: [summary], encrypted_content },
      },
    ] satisfies Expected;
    const parts: Part[] = [{ type: "reasoning", text: "Hmm.", signature: "s" }];
    expect(written(eventsOf({ ...answer, parts }))).toEqual(numbered(expected));
  });

  test("of a function's call and of one without arguments", () => {
    const item = (index: number, name: string) =>
      ({ id: `fc_a_${index}`, type: "function_call", call_id: `c${index}`, name }) as const;
    const place = (index: number) => ({ item_id: `fc_a_${index}`, output_index: index });
    const added = (index: number, name: string) =>
      ({
        type: "response.output_item.added",
        output_index: index,
        item: { ...item(index, name), status: "in_progress", arguments: "" },
      }) as const;
    const done = (index: number, name: string, input: string) =>
      [
        { type: "response.function_call_arguments.done", ...place(index), arguments: input },
        {
          type: "response.output_item.done",
          output_index: index,
          item: { ...item(index, name), status: "completed", arguments: input },
        },
      ] as const;
    const delta = (index: number, said: string) =>
      ({ type: "response.function_call_arguments.delta", ...place(index), delta: said }) as const;
    const expected = [
      added(0, "t"),
      delta(0, '{"a'),
      delta(0, '":1'),
      delta(0, "}"),
      ...done(0, "t", '{"a":1}'),
      added(1, "u"),
      delta(1, "{}"),
      ...done(1, "u", "{}"),
    ] satisfies Expected;
    const parts: Part[] = [
      { type: "tool-call", id: "c0", name: "t", input: '{"a":1}' },
      { type: "tool-call", id: "c1", name: "u", input: "" },
    ];
    expect(written(eventsOf({ ...answer, parts }))).toEqual(numbered(expected));
  });

  test("of a custom tool's call, whose text comes in one piece", () => {
    const place = { item_id: "ctc_a_0", output_index: 0 };
    const item = { id: "ctc_a_0", type: "custom_tool_call", call_id: "c", name: "patch" } as const;
    // The service tells a status too, of which the SDK's type does not know.
    const begun = { ...item, status: "in_progress", input: "" };
    const done = { ...item, status: "completed", input: "a\nb" };
    const expected = [
      { type: "response.output_item.added", output_index: 0, item: begun },
      { type: "response.custom_tool_call_input.delta", ...place, delta: "a\nb" },
      { type: "response.custom_tool_call_input.done", ...place, input: "a\nb" },
      { type: "response.output_item.done", output_index: 0, item: done },
    ] satisfies Expected;
    const parts: Part[] = [{ type: "tool-call", id: "c", name: "patch", input: '{"input":"a\\nb"}' }];
    expect(written(eventsOf({ ...answer, parts }), { request })).toEqual(numbered(expected));
  });

  test("of a picture", () => {
    const item = { id: "ig_a_0", type: "image_generation_call" } as const;
    const expected = [
      { type: "response.output_item.added", output_index: 0, item: { ...item, status: "in_progress", result: null } },
      { type: "response.image_generation_call.completed", item_id: "ig_a_0", output_index: 0 },
      { type: "response.output_item.done", output_index: 0, item: { ...item, status: "completed", result: "QUJD" } },
    ] satisfies Expected;
    const parts: Part[] = [{ type: "image", source: { kind: "base64", mediaType: "image/png", data: "QUJD" } }];
    expect(written(eventsOf({ ...answer, parts }))).toEqual(numbered(expected));
  });

  test("come for citations that are told before the text", () => {
    const [start, ...events] = eventsOf({ ...answer, parts: [text("ab")] });
    const types = written([start as ChatEvent, { type: "citations", citations: [{ url: "u" }] }, ...events]).map(
      ({ type }) => type,
    );
    expect(types).toContain("response.output_text.annotation.added");
  });
});

/** Parts that an answer may have, also those that say nothing. */
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ type: fc.constant("text" as const), text: fc.string({ unit: "binary" }) }),
  fc.record(
    {
      type: fc.constant("reasoning" as const),
      text: fc.string({ unit: "binary" }),
      signature: fc.string({ minLength: 1 }),
    },
    { requiredKeys: ["type", "text"] },
  ),
  fc.record({ type: fc.constant("reasoning" as const), text: fc.constant(""), redacted: fc.string() }),
  fc.record(
    {
      type: fc.constant("tool-call" as const),
      id: fc.constant(""),
      name: fc.constantFrom("patch", "t"),
      input: fc.oneof(fc.json(), fc.string({ unit: "binary" }), fc.constant('{"input":"x"}')),
      signature: fc.string({ minLength: 1 }),
    },
    { requiredKeys: ["type", "id", "name", "input"] },
  ),
  fc.record({
    type: fc.constant("image" as const),
    source: fc.oneof(
      fc.record({ kind: fc.constant("base64" as const), mediaType: fc.constant("image/png"), data: fc.base64String() }),
      fc.record({ kind: fc.constant("url" as const), url: fc.webUrl() }),
    ),
  }),
);
/** Calls are told apart by their ids. */
const numberCall = (each: Part, index: number): Part =>
  each.type === "tool-call" ? { ...each, id: `call_${index}` } : each;

const anyAnswer: fc.Arbitrary<ChatResponse> = fc.record(
  {
    id: fc.string(),
    model: fc.string(),
    parts: fc.array(part).map((parts) => parts.map(numberCall)),
    finish: fc.constantFrom("stop", "length", "tool-calls", "content-filter", "other"),
    citations: fc.array(fc.record({ url: fc.webUrl(), start: fc.nat(20), end: fc.integer({ min: 1, max: 30 }) }), {
      minLength: 1,
    }),
    usage: fc.constantFrom(undefined, { inputTokens: 3, outputTokens: 2 }),
  },
  { requiredKeys: ["id", "model", "parts", "finish", "usage"] },
);

describe("any answer", () => {
  test("ends its stream with the response that would have come whole", () => {
    fc.assert(
      fc.property(anyAnswer, (any) => {
        const frames = dataOf(encode(eventsOf(any), { request }));
        const whole = json(openaiResponses.encodeResponse(any, { ...options, request }));
        expect(frames.at(-1)?.response).toEqual(whole);
        const done = frames.filter(({ type }) => type === "response.output_item.done").map(({ item }) => item);
        // What is cited may be known only after its message is closed.
        if (any.citations === undefined) expect(done).toEqual(whole.output);
        expect(frames.map(({ sequence_number }) => sequence_number)).toEqual(frames.map((_, index) => index));
      }),
    );
  });

  test("is put together by OpenAI's SDK from what was streamed as it is told at the end", async () => {
    const property = fc.asyncProperty(anyAnswer, async (any) => {
      const frames = encode(eventsOf(any));
      const fetch = (): Promise<Response> =>
        Promise.resolve(
          new Response(writeFrames(frames), { headers: { "content-type": "text/event-stream", "x-request-id": "r" } }),
        );
      const client = new OpenAI({ apiKey: "k", baseURL: "http://gateway.test", fetch, maxRetries: 0 });
      const stream = client.responses.stream({ model: "m", input: "i" });
      const final = await stream.finalResponse();
      const told = dataOf(frames).at(-1)?.response as unknown as WireResponse | undefined;
      expect(final.output.length).toBe(told?.output.length);
      expect(final.output_text).toBe(any.parts.map((each) => wordsOf(each) ?? "").join(""));
    });
    await fc.assert(property, { numRuns: 50 });
  });

  test("is read again as it was written", () => {
    fc.assert(
      fc.property(anyAnswer, ({ citations: _citations, ...any }) => {
        const whole = openaiResponses.encodeResponse(any, options);
        expect(collect(decode(encode(eventsOf(any))))).toEqual(openaiResponses.decodeResponse(json(whole)));
      }),
    );
  });

  test("is read again with its sources", () => {
    const citations = [{ url: "u", title: "T", start: 1, end: 3 }, { url: "v" }];
    const any: ChatResponse = { ...answer, id: "resp_1", parts: [text("abcd")], citations };
    expect(collect(decode(encode(eventsOf(any))))).toEqual(any);
    expect(openaiResponses.decodeResponse(json(openaiResponses.encodeResponse(any, options)))).toEqual(any);
  });
});

describe("an error in a stream", () => {
  test.each<[GatewayError, string]>([
    [new GatewayError("provider_stream_broken", "m"), "server_error"],
    [new GatewayError("provider_rate_limited", "m"), "rate_limit_exceeded"],
    [new GatewayError("context_window_exceeded", "m"), "context_length_exceeded"],
    [new GatewayError("provider_overloaded", "m"), "server_is_overloaded"],
  ])("is told twice, for clients that know one of the two events: %s", (error, code) => {
    const frames = openaiResponses.encodeStreamError(error);
    expect(frames.map(({ event }) => event)).toEqual(["response.failed", "error"]);
    expect(dataOf(frames)).toMatchObject([
      { type: "response.failed", response: { object: "response", status: "failed", error: { code, message: "m" } } },
      { type: "error", code, message: "m", param: null },
    ]);
  });

  test("is thrown by OpenAI's SDK", async () => {
    const frames = [
      ...encode(eventsOf({ ...answer, parts: [text("a")] })).slice(0, 4),
      ...openaiResponses.encodeStreamError(new GatewayError("provider_stream_broken", "It broke.")),
    ];
    const fetch = (): Promise<Response> =>
      Promise.resolve(new Response(writeFrames(frames), { headers: { "content-type": "text/event-stream" } }));
    const client = new OpenAI({ apiKey: "k", baseURL: "http://gateway.test", fetch, maxRetries: 0 });
    const types: string[] = [];
    const read = async (): Promise<void> => {
      for await (const { type } of await client.responses.create({ model: "m", input: "i", stream: true }))
        types.push(type);
    };
    await expect(read()).rejects.toThrow("It broke.");
    expect(types.at(-1)).toBe("response.failed");
  });

  test("outside of a stream is OpenAI's error body", () => {
    expect(openaiResponses.encodeError(new GatewayError("invalid_request", "m", { param: "input" }))).toEqual({
      error: { message: "m", type: "invalid_request_error", param: "input", code: "400" },
    });
  });

  test("has the code by which clients know that they have to send the whole conversation", () => {
    const param = "previous_response_id";
    expect(openaiResponses.encodeError(new GatewayError("previous_response_not_found", "m", { param }))).toEqual({
      error: { message: "m", type: "invalid_request_error", param, code: "previous_response_not_found" },
    });
  });
});
