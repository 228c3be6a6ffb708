import type { ResponseOutputItem } from "openai/resources/responses/responses";
import { describe, expect, test } from "vitest";
import type { ChatResponse, Citation, FinishReason, Part } from "../../../../src/core/chat.ts";
import { objectsOf, type JsonObject } from "../../../../src/core/json.ts";
import { openaiResponses } from "../../../../src/dialects/openai-responses/index.ts";
import { echo, json, wireOnly, type WireResponse } from "./read-frames.ts";

const answer: ChatResponse = { id: "a", model: "m", parts: [], finish: "stop", usage: undefined };

const encode = (fields: Partial<ChatResponse>, request?: JsonObject): JsonObject =>
  openaiResponses.encodeResponse(
    { ...answer, ...fields },
    { includeUsage: true, createdSeconds: 7, ...(request !== undefined && { request }) },
  );

const itemsOf = (...parts: readonly Part[]): unknown => encode({ parts }).output;

describe("a response", () => {
  test("has every field of the SDK's type", () => {
    const expected = {
      ...echo,
      id: "resp_a",
      object: "response",
      created_at: 7,
      status: "completed",
      incomplete_details: null,
      model: "m",
      output: [
        {
          id: "msg_a_0",
          type: "message",
          role: "assistant",
          status: "completed",
          content: [{ type: "output_text", text: "Hi", annotations: [], logprobs: [] }],
        },
      ],
      usage: {
        input_tokens: 9,
        input_tokens_details: { cached_tokens: 4, cache_write_tokens: 3 },
        output_tokens: 5,
        output_tokens_details: { reasoning_tokens: 2 },
        total_tokens: 14,
      },
    } satisfies WireResponse;
    const usage = { inputTokens: 9, outputTokens: 5, cacheReadTokens: 4, cacheWriteTokens: 3, reasoningTokens: 2 };
    expect(encode({ parts: [{ type: "text", text: "Hi" }], usage })).toEqual({ ...expected, ...wireOnly });
  });

  test("was created when its client was told so, where that was before it was begun", () => {
    const options = { includeUsage: true, createdSeconds: 7, thread: { createdSeconds: 3 } };
    expect(openaiResponses.encodeResponse(answer, options)).toMatchObject({ created_at: 3 });
  });

  test("keeps an id of its own dialect, and tells no usage that nobody knows", () => {
    expect(encode({ id: "resp_1" })).toMatchObject({ id: "resp_1", usage: null });
  });

  test("repeats the settings of its request", () => {
    const request = {
      model: "alias",
      input: "secret",
      instructions: "Be kind",
      metadata: { a: "b" },
      parallel_tool_calls: false,
      temperature: 0,
      top_p: 0.5,
      max_output_tokens: 100,
      reasoning: { effort: "low" },
      text: { verbosity: "low" },
      tool_choice: "required",
      tools: [
        { type: "function", name: "t" },
        { type: "custom", name: "c" },
      ],
      truncation: "auto",
      user: "u",
      store: false,
    };
    const { model, input: _input, ...settings } = request;
    const echoed = encode({}, request);
    expect(echoed).toMatchObject({
      ...settings,
      reasoning: { effort: "low", summary: null },
      text: { format: { type: "text" }, verbosity: "low" },
      tools: [
        { type: "function", name: "t", description: null, parameters: null, strict: null },
        { type: "custom", name: "c" },
      ],
    });
    expect(echoed.model).not.toBe(model);
    expect(echoed).not.toHaveProperty("input");
  });

  test.each([true, false, null])("says that it is not kept, where the client asked for store: %s", (store) => {
    expect(encode({}, { store })).toMatchObject({ store: false });
  });

  test("shows defaults for what a client left open or wrote as null", () => {
    const open = Object.fromEntries(Object.keys(echo).map((name) => [name, null]));
    expect(encode({}, open)).toMatchObject(echo);
  });

  test.each<[FinishReason, string, JsonObject | null]>([
    ["stop", "completed", null],
    ["tool-calls", "completed", null],
    ["other", "completed", null],
    ["length", "incomplete", { reason: "max_output_tokens" }],
    ["content-filter", "incomplete", { reason: "content_filter" }],
  ])("that finished by %s is %s", (finish, status, incomplete_details) => {
    const parts: Part[] = [
      { type: "text", text: "a" },
      { type: "tool-call", id: "c", name: "t", input: "{}" },
    ];
    expect(encode({ finish, parts })).toMatchObject({
      status,
      incomplete_details,
      output: [{ status: "completed" }, { status }],
    });
  });
});

describe("the items of a response", () => {
  const status = "completed";

  test.each<[string, readonly Part[], readonly ResponseOutputItem[]]>([
    [
      "thinking is told as a summary",
      [{ type: "reasoning", text: "Hm" }],
      [{ id: "rs_a_0", type: "reasoning", status, summary: [{ type: "summary_text", text: "Hm" }] }],
    ],
    [
      "a call of a function",
      [{ type: "tool-call", id: "call_1", name: "t", input: '{"a":1}' }],
      [{ id: "fc_a_0", type: "function_call", status, call_id: "call_1", name: "t", arguments: '{"a":1}' }],
    ],
    [
      "a call without arguments is JSON too",
      [{ type: "tool-call", id: "call_1", name: "t", input: "" }],
      [{ id: "fc_a_0", type: "function_call", status, call_id: "call_1", name: "t", arguments: "{}" }],
    ],
    [
      "a picture",
      [{ type: "image", source: { kind: "base64", mediaType: "image/png", data: "QUJD" } }],
      [{ id: "ig_a_0", type: "image_generation_call", status, result: "QUJD" }],
    ],
    [
      "a picture that has an address only is shown in the text",
      [
        { type: "text", text: "Look:" },
        { type: "image", source: { kind: "url", url: "https://a/b.png" } },
      ],
      [
        {
          id: "msg_a_0",
          type: "message",
          role: "assistant",
          status,
          content: [
            { type: "output_text", text: "Look:\n\n![image](https://a/b.png)\n\n", annotations: [], logprobs: [] },
          ],
        },
      ],
    ],
    [
      "texts in a row are one message, whatever says nothing between them",
      [
        { type: "text", text: "a" },
        { type: "text", text: "" },
        { type: "reasoning", text: "" },
        { type: "text", text: "b\ud83d" },
      ],
      [
        {
          id: "msg_a_0",
          type: "message",
          role: "assistant",
          status,
          content: [{ type: "output_text", text: "ab\ufffd", annotations: [], logprobs: [] }],
        },
      ],
    ],
  ])("%s", (_, parts, expected) => {
    expect(itemsOf(...parts)).toEqual(expected.map(json));
  });

  test("a tool of a namespace is called by its two names", () => {
    const tools = ["function", "custom"].map((type) => ({ type, name: `a ${type}` }));
    const request = { tools: [{ type: "namespace", name: "crm", tools }, ...tools] };
    const calls = ["crm__a function", "a function", "crm__a custom", "crm__gone"];
    const parts = calls.map((name): Part => ({ type: "tool-call", id: "c", name, input: "{}" }));
    const titled = objectsOf(encode({ parts }, request).output).map(({ type, name, namespace }) => [
      type,
      name,
      namespace,
    ]);
    expect(titled).toEqual([
      ["function_call", "a function", "crm"],
      ["function_call", "a function", undefined],
      ["custom_tool_call", "a custom", "crm"],
      ["function_call", "crm__gone", undefined],
    ]);
  });

  test("a custom tool gets its text, and the text of a model that broke the schema", () => {
    const request = { tools: [{ type: "custom", name: "patch" }] };
    const call = (input: string): Part => ({ type: "tool-call", id: "c", name: "patch", input });
    const parts = [call('{"input":"*** Begin\\n"}'), call("*** Begin"), call('{"text":"x"}')];
    const item = (index: number, input: string) =>
      ({
        id: `ctc_a_${index}`,
        type: "custom_tool_call",
        status: "completed",
        call_id: "c",
        name: "patch",
        input,
      }) as const;
    const expected = [
      item(0, "*** Begin\n"),
      item(1, "*** Begin"),
      item(2, '{"text":"x"}'),
    ] satisfies ResponseOutputItem[];
    expect(encode({ parts }, request).output).toEqual(expected);
  });

  test("have ids that OpenAI takes back, whatever the id of the answer", () => {
    const { output } = encode({ id: `resp_${"é/".repeat(99)}`, parts: [{ type: "text", text: "a" }] });
    expect((output as { id: string }[])[0]?.id).toMatch(/^msg_[\w-]{1,60}$/);
  });
});

describe("citations", () => {
  const call: Part = { type: "tool-call", id: "c", name: "t", input: "{}" };
  const parts: readonly Part[] = [{ type: "text", text: "abcd" }, call, { type: "text", text: "efgh" }];

  test.each<[string, Citation, number, JsonObject]>([
    [
      "stand in the message they start in",
      { url: "u", title: "T", start: 1, end: 3 },
      0,
      { start_index: 1, end_index: 3 },
    ],
    ["count from the start of their message", { url: "u", start: 4, end: 8 }, 2, { start_index: 0, end_index: 4 }],
    ["end with their message", { url: "u", start: 2, end: 6 }, 0, { start_index: 2, end_index: 4 }],
    ["of no known place stand in the first, from 0 to 0", { url: "u" }, 0, { start_index: 0, end_index: 0 }],
    ["behind the text stand at its end", { url: "u", start: 99, end: 100 }, 2, { start_index: 4, end_index: 4 }],
  ])("%s", (_, citation, index, place) => {
    const output = encode({ parts, citations: [citation] }).output as { content?: { annotations: unknown }[] }[];
    const annotation = { type: "url_citation", url: "u", title: citation.title ?? "", ...place };
    expect(output.map(({ content }) => content?.[0]?.annotations)).toEqual(
      [0, 1, 2].map((item) => (item === 1 ? undefined : item === index ? [annotation] : [])),
    );
  });

  test("of an answer without text are left out", () => {
    expect(itemsOf(call)).toEqual(encode({ parts: [call], citations: [{ url: "u" }] }).output);
  });
});
