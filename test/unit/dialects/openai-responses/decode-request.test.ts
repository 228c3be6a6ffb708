import fc from "fast-check";
import type { ResponseInputItem, Tool as SdkTool } from "openai/resources/responses/responses";
import { describe, expect, test } from "vitest";
import type { ChatRequest, Message, Part, Tool } from "../../../../src/core/chat.ts";
import { GatewayError } from "../../../../src/core/errors.ts";
import type { Json, JsonObject } from "../../../../src/core/json.ts";
import { openaiResponses } from "../../../../src/dialects/openai-responses/index.ts";
import { json } from "./read-frames.ts";

const decode = (fields: JsonObject): ChatRequest => openaiResponses.decodeRequest({ input: "Hi", ...fields });
const messagesOf = (...input: readonly ResponseInputItem[]): readonly Message[] =>
  decode({ input: input.map(json) }).messages;
const toolsOf = (...tools: readonly SdkTool[]): readonly Tool[] => decode({ tools: tools.map(json) }).tools;

const text = (said: string): Part => ({ type: "text", text: said });
const user = (...parts: readonly Part[]): Message => ({ role: "user", parts });
const assistant = (...parts: readonly Part[]): Message => ({ role: "assistant", parts });
const call = (id: string, input = "{}"): Part => ({ type: "tool-call", id, name: "t", input });

function refused(fields: JsonObject): Pick<GatewayError, "code" | "param" | "message"> {
  try {
    decode(fields);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("settings", () => {
  test("are read", () => {
    expect(
      decode({
        instructions: "Be kind",
        parallel_tool_calls: false,
        text: {
          format: { type: "json_schema", name: "n", schema: { type: "object" }, strict: true },
          verbosity: "low",
        },
        reasoning: { effort: "low", summary: "auto" },
        max_output_tokens: 9,
        temperature: 0,
        top_p: 0.5,
        top_logprobs: 2,
        user: "u",
        service_tier: "flex",
        stream: true,
      }),
    ).toEqual({
      messages: [{ role: "system", parts: [text("Be kind")] }, user(text("Hi"))],
      tools: [],
      parallelToolCalls: false,
      responseFormat: { type: "json-schema", name: "n", schema: { type: "object" }, strict: true },
      reasoning: { effort: "low" },
      maxOutputTokens: 9,
      temperature: 0,
      topP: 0.5,
      rare: { topLogprobs: 2, logprobs: true },
      user: "u",
      serviceTier: "flex",
      stream: true,
      extras: {},
    });
  });

  test("left open, or null as SDKs send them, are not there", () => {
    const nothing = { messages: [user(text("Hi"))], tools: [], rare: {}, stream: false, extras: {} };
    expect(decode({})).toEqual(nothing);
    const names = ["instructions", "tools", "tool_choice", "text", "reasoning", "temperature", "previous_response_id"];
    expect(decode(Object.fromEntries(names.map((name) => [name, null])))).toEqual(nothing);
  });

  test("are extras where the dialect does not define them, and dropped where only OpenAI heeds them", () => {
    const ignored = {
      store: true,
      metadata: { a: "b" },
      include: ["reasoning.encrypted_content"],
      truncation: "auto",
      prompt_cache_key: "k",
      client_metadata: {},
      background: false,
    };
    expect(decode({ ...ignored, top_k: 5, safe_prompt: true, nothing: null }).extras).toEqual({
      top_k: 5,
      safe_prompt: true,
    });
  });

  test("hold OpenAI's highest effort as the highest that others know", () => {
    expect(decode({ reasoning: { effort: "max" } }).reasoning).toEqual({ effort: "xhigh" });
  });

  test.each<[JsonObject, ChatRequest["responseFormat"]]>([
    [{ format: { type: "text" } }, { type: "text" }],
    [{ format: { type: "json_object" } }, { type: "json" }],
    [{ verbosity: "low" }, undefined],
  ])("of the text: %j", (format, expected) => {
    expect(decode({ text: format }).responseFormat).toEqual(expected);
  });
});

describe("the items of a conversation", () => {
  test.each<[string, readonly ResponseInputItem[], readonly Message[]]>([
    [
      "easy messages",
      [
        { role: "developer", content: "d" },
        { role: "system", content: "s" },
        { role: "user", content: "u" },
        { role: "assistant", content: "a" },
      ],
      [
        { role: "system", parts: [text("d")] },
        { role: "system", parts: [text("s")] },
        user(text("u")),
        assistant(text("a")),
      ],
    ],
    [
      "pictures and files",
      [
        {
          type: "message",
          role: "user",
          content: [
            { type: "input_text", text: "Look" },
            { type: "input_image", image_url: "data:image/png;base64,QUJD", detail: "low" },
            { type: "input_image", image_url: "https://a/b.png", detail: "auto" },
            { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,QUJD" },
            { type: "input_file", filename: "b.pdf", file_data: "QUJD" },
            { type: "input_file", file_url: "https://a/c.pdf" },
          ],
        },
      ],
      [
        user(
          text("Look"),
          { type: "image", source: { kind: "base64", mediaType: "image/png", data: "QUJD" }, detail: "low" },
          { type: "image", source: { kind: "url", url: "https://a/b.png" } },
          {
            type: "document",
            source: { kind: "base64", mediaType: "application/pdf", data: "QUJD" },
            name: "a.pdf",
          },
          {
            type: "document",
            source: { kind: "base64", mediaType: "application/pdf", data: "QUJD" },
            name: "b.pdf",
          },
          { type: "document", source: { kind: "url", url: "https://a/c.pdf" } },
        ),
      ],
    ],
    [
      "a breakpoint of the cache",
      [
        {
          role: "user",
          content: [{ type: "input_text", text: "long", prompt_cache_breakpoint: { mode: "explicit" } }],
        },
      ],
      [user({ type: "text", text: "long", cache: {} })],
    ],
    [
      "a turn of several items is one message, and so are the results of its calls",
      [
        {
          type: "message",
          id: "msg_1",
          role: "assistant",
          status: "completed",
          content: [
            { type: "output_text", text: "a", annotations: [] },
            { type: "refusal", refusal: "no" },
          ],
        },
        { type: "function_call", call_id: "c1", name: "t", arguments: '{"a":1}' },
        { type: "function_call", call_id: "c2", name: "t", arguments: "" },
        { type: "function_call_output", call_id: "c1", output: "7" },
        {
          type: "function_call_output",
          call_id: "c2",
          output: [
            { type: "input_text", text: "8" },
            { type: "input_image", image_url: "https://a", detail: "auto" },
          ],
        },
        { role: "user", content: "x" },
        { role: "user", content: "y" },
      ],
      [
        assistant(text("a"), text("no"), call("c1", '{"a":1}'), call("c2")),
        {
          role: "tool",
          parts: [
            { type: "tool-result", id: "c1", content: [{ type: "text", text: "7" }] },
            {
              type: "tool-result",
              id: "c2",
              content: [
                { type: "text", text: "8" },
                { type: "image", source: { kind: "url", url: "https://a" } },
              ],
            },
          ],
        },
        user(text("x")),
        user(text("y")),
      ],
    ],
    [
      "calls of custom tools",
      [
        { type: "custom_tool_call", call_id: "c", name: "t", input: "*** \n" },
        { type: "custom_tool_call_output", call_id: "c", output: "done" },
      ],
      [
        assistant(call("c", '{"input":"*** \\n"}')),
        { role: "tool", parts: [{ type: "tool-result", id: "c", content: [{ type: "text", text: "done" }] }] },
      ],
    ],
    [
      "thinking that OpenAI sealed, open thinking, and thinking that says nothing",
      [
        {
          type: "reasoning",
          id: "rs_1",
          summary: [
            { type: "summary_text", text: "a" },
            { type: "summary_text", text: "b" },
          ],
          encrypted_content: "gA",
        },
        { type: "reasoning", id: "rs_2", summary: [], content: [{ type: "reasoning_text", text: "c" }] },
        { type: "reasoning", id: "rs_3", summary: [] },
      ],
      [
        assistant(
          {
            type: "reasoning",
            text: "a\n\nb",
            signature: 'openai-responses:{"id":"rs_1","encrypted_content":"gA"}',
          },
          { type: "reasoning", text: "c" },
        ),
      ],
    ],
    [
      "a picture of an earlier answer, and the records of tools that OpenAI ran",
      [
        { type: "image_generation_call", id: "ig_1", status: "completed", result: "QUJD" },
        { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "q" } },
        { type: "image_generation_call", id: "ig_2", status: "failed", result: null },
      ],
      [assistant({ type: "image", source: { kind: "base64", mediaType: "image/png", data: "QUJD" } })],
    ],
  ])("%s", (_, input, expected) => {
    expect(messagesOf(...input)).toEqual(expected);
  });

  test("an empty text says nothing", () => {
    expect(decode({ input: "" }).messages).toEqual([user()]);
    expect(
      messagesOf({ role: "assistant", content: "" }, { role: "user", content: [{ type: "input_text", text: "" }] }),
    ).toEqual([user()]);
  });
});

describe("tools", () => {
  test("are functions", () => {
    const parameters = { type: "object", properties: { a: { type: "string" } } };
    expect(
      toolsOf(
        { type: "function", name: "t", description: "d", parameters, strict: true },
        { type: "function", name: "u", parameters: null, strict: null },
      ),
    ).toEqual([
      { name: "t", description: "d", schema: parameters, strict: true },
      { name: "u", schema: { type: "object", properties: {} } },
    ]);
  });

  test("that take free text are functions of one string, and are told of their grammar", () => {
    const [plain, patch] = toolsOf(
      { type: "custom", name: "note", format: { type: "text" } },
      {
        type: "custom",
        name: "patch",
        description: "Patches files.",
        format: { type: "grammar", syntax: "lark", definition: 'start: "***"' },
      },
    );
    expect(plain).toMatchObject({
      name: "note",
      schema: { required: ["input"], properties: { input: { type: "string" } } },
    });
    expect(plain).not.toHaveProperty("description");
    expect(patch?.description).toMatch(/^Patches files\.[^]*\(lark\):\nstart: "\*\*\*"$/);
  });

  test.each<[Json, ChatRequest["toolChoice"]]>([
    ["auto", { type: "auto" }],
    ["none", { type: "none" }],
    ["required", { type: "required" }],
    [
      { type: "function", name: "t" },
      { type: "tool", name: "t" },
    ],
    [
      { type: "custom", name: "p" },
      { type: "tool", name: "p" },
    ],
  ])("are chosen: %j", (tool_choice, expected) => {
    expect(decode({ tool_choice }).toolChoice).toEqual(expected);
  });

  test("of a namespace have its name before their own, and its description before theirs", () => {
    const tools: SdkTool[] = [
      {
        type: "namespace",
        name: "crm",
        description: "Customers.",
        tools: [
          { type: "function", name: "find", description: "Finds one." },
          { type: "custom", name: "note" },
        ],
      },
      { type: "function", name: "find", parameters: null, strict: null },
    ];
    expect(toolsOf(...tools)).toMatchObject([
      { name: "crm__find", description: "Customers.\n\nFinds one." },
      { name: "crm__note", description: "Customers.", schema: { required: ["input"] } },
      { name: "find" },
    ]);
    const earlier = { type: "function_call", call_id: "c", name: "find", namespace: "crm", arguments: "{}" } as const;
    expect(messagesOf(earlier)).toEqual([assistant({ type: "tool-call", id: "c", name: "crm__find", input: "{}" })]);
  });

  test("that OpenAI runs itself stand apart", () => {
    const tools = [{ type: "web_search" }, { type: "function", name: "t" }, { type: "local_shell" }];
    const decoded = decode({ tools });
    expect(decoded.tools.map(({ name }) => name)).toEqual(["t"]);
    expect(decoded.hosted?.map(({ name }) => name)).toEqual(["web_search", "local_shell"]);
    expect(decode({ tools: [tools[1] ?? {}, { type: "namespace", name: "n", tools: [] }] })).not.toHaveProperty(
      "hosted",
    );
  });

  test("that may not be used now are left out", () => {
    const tools = [{ type: "web_search" }, { type: "mcp" }, ...["t", "u"].map((name) => ({ type: "function", name }))];
    const allowed = [{ type: "function", name: "u" }, { type: "web_search" }];
    const decoded = decode({ tools, tool_choice: { type: "allowed_tools", mode: "required", tools: allowed } });
    expect(decoded.tools.map(({ name }) => name)).toEqual(["u"]);
    expect(decoded.hosted?.map(({ name }) => name)).toEqual(["web_search"]);
    expect(decoded.toolChoice).toEqual({ type: "required" });
  });
});

describe("what only OpenAI can do is refused by its name", () => {
  test.each<[string, JsonObject]>([
    ["previous_response_id", { previous_response_id: "resp_1" }],
    ["conversation", { conversation: { id: "conv_1" } }],
    ["prompt", { prompt: { id: "pmpt_1" } }],
    ["background", { background: true }],
    ["tool_choice.type", { tool_choice: { type: "file_search" } }],
    ["input[0]", { input: [{ type: "item_reference", id: "msg_1" }] }],
    ["input[0]", { input: [{ id: "msg_1" }] }],
    ["input[0].type", { input: [{ type: "local_shell_call", call_id: "c", action: {} }] }],
    ["input[0].type", { input: [{ type: "computer_call_output", call_id: "c", output: {} }] }],
    ["input[0].type", { input: [{ type: "compaction", encrypted_content: "x" }] }],
    ["input[0].content[0].file_id", { input: [{ role: "user", content: [{ type: "input_image", file_id: "f" }] }] }],
    ["input[0].content[0].file_id", { input: [{ role: "user", content: [{ type: "input_file", file_id: "f" }] }] }],
  ])("%s", (param, fields) => {
    const error = refused(fields);
    expect(error).toMatchObject({ code: "unsupported_parameter", param });
    expect(error.message).toContain(param);
  });
});

describe("what is wrong is named", () => {
  test.each<[string, JsonObject]>([
    ["input", { input: 7 }],
    ["input[0]", { input: ["Hi"] }],
    ["input[0].role", { input: [{ role: "tool", content: "x" }] }],
    ["input[0].content", { input: [{ role: "user" }] }],
    ["input[0].content[0].type", { input: [{ role: "user", content: [{ type: "image_url" }] }] }],
    [
      "input[0].content[0].image_url",
      { input: [{ role: "user", content: [{ type: "input_image", image_url: "x" }] }] },
    ],
    ["input[0].content[0]", { input: [{ role: "user", content: [{ type: "input_file" }] }] }],
    ["input[0].call_id", { input: [{ type: "function_call", name: "t", arguments: "{}" }] }],
    ["input[0].arguments", { input: [{ type: "function_call", call_id: "c", name: "t", arguments: {} }] }],
    ["input[0].input", { input: [{ type: "custom_tool_call", call_id: "c", name: "t" }] }],
    ["input[0].output", { input: [{ type: "function_call_output", call_id: "c" }] }],
    ["input[0].summary[0].text", { input: [{ type: "reasoning", summary: [{}] }] }],
    ["instructions", { instructions: ["x"] }],
    ["tools[0].type", { tools: [{ name: "t" }] }],
    ["tools[0].name", { tools: [{ type: "function" }] }],
    [
      "tools[0].tools[1].name",
      { tools: [{ type: "namespace", name: "n", tools: [{ type: "web" }, { type: "custom" }] }] },
    ],
    ["tools[0].format.definition", { tools: [{ type: "custom", name: "p", format: { type: "grammar" } }] }],
    ["tool_choice", { tool_choice: "any" }],
    ["tool_choice.mode", { tool_choice: { type: "allowed_tools", tools: [] } }],
    ["text.format.type", { text: { format: { type: "xml" } } }],
    ["text.format.type", { text: { format: {} } }],
    ["text.format.schema", { text: { format: { type: "json_schema", name: "n" } } }],
    ["reasoning.effort", { reasoning: { effort: "huge" } }],
    ["temperature", { temperature: "hot" }],
    ["stream", { stream: "yes" }],
  ])("%s", (param, fields) => {
    const error = refused(fields);
    expect(error).toMatchObject({ code: "invalid_request", param });
    expect(error.message).toContain(param);
  });
});

test("nothing that a client can send breaks the reader", () => {
  const type = fc.constantFrom("message", "reasoning", "function_call", "custom_tool_call", "function_call_output");
  const content = fc.array(
    fc.record({ type: fc.constantFrom("input_text", "input_image", "input_file"), text: fc.jsonValue() }),
  );
  const item = fc.record(
    {
      type: fc.oneof(type, fc.jsonValue()),
      role: fc.constantFrom("user", "assistant", null),
      content: fc.oneof(content, fc.jsonValue()),
      summary: fc.jsonValue(),
      encrypted_content: fc.oneof(
        fc.string(),
        fc.string().map((rest) => `tollgate:${rest}`),
        fc.jsonValue(),
      ),
      call_id: fc.oneof(fc.string(), fc.jsonValue()),
      name: fc.string(),
      arguments: fc.jsonValue(),
      input: fc.jsonValue(),
      output: fc.oneof(content, fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const names = ["input", "tools", "tool_choice", "text", "reasoning", "instructions", "include", "prompt", "stream"];
  const body = fc.oneof(
    fc.record({ input: fc.array(item) }),
    fc.dictionary(fc.constantFrom(...names), fc.jsonValue()),
    fc.dictionary(fc.string(), fc.jsonValue()),
  );
  fc.assert(
    fc.property(body, (fields) => {
      const readers = [() => openaiResponses.readIntent(fields), () => openaiResponses.decodeRequest(fields)];
      for (const read of readers) {
        try {
          read();
        } catch (error) {
          expect(error).toBeInstanceOf(GatewayError);
        }
      }
      expect(openaiResponses.textsOf(fields)).toBeInstanceOf(Array);
    }),
    { numRuns: 1_000 },
  );
});
