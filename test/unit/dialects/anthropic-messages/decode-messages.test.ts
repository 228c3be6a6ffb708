import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Message, Part } from "../../../../src/core/chat.ts";
import type { Json, JsonObject } from "../../../../src/core/json.ts";
import { anthropicMessages } from "../../../../src/dialects/anthropic-messages/index.ts";
import { assistant, call, chatRequest, system, tool, user } from "./chat-request.ts";

const decode = (messages: readonly Json[], fields: JsonObject = {}): readonly Message[] =>
  anthropicMessages.decodeRequest({ model: "m", max_tokens: 9, messages, ...fields }).messages;

const MARK = { cache_control: { type: "ephemeral", ttl: "1h" } };
const base64 = (media_type: string): JsonObject => ({ type: "base64", media_type, data: "AAAA" });

describe("messages", () => {
  test("start with the system prompt", () => {
    const hi = [{ role: "user", content: "Hi" }];
    expect(decode(hi, { system: "Be brief." })).toEqual([system("Be brief."), user("Hi")]);
    expect(decode(hi, { system: [{ type: "text", text: "Be brief.", ...MARK }] })).toEqual([
      system({ type: "text", text: "Be brief.", cache: { ttl: "1h" } }),
      user("Hi"),
    ]);
    for (const none of [null, []]) expect(decode(hi, { system: none })).toEqual([user("Hi")]);
  });

  test("have no texts without words, which most providers refuse", () => {
    const content = [
      { type: "text", text: "", ...MARK },
      { type: "text", text: "Hi" },
      { type: "tool_result", tool_use_id: "1", content: "" },
      { type: "tool_result", tool_use_id: "2", content: [{ type: "text", text: "" }] },
    ];
    expect(decode([{ role: "user", content }], { system: "" })).toEqual([
      { role: "tool", parts: [...tool("1").parts, ...tool("2").parts] },
      user("Hi"),
    ]);
    expect(decode([{ role: "user", content: "" }], { system: [{ type: "text", text: "" }] })).toEqual([user()]);
  });

  test("keep a system message where it stands", () => {
    expect(
      decode([
        { role: "user", content: "a" },
        { role: "system", content: "b" },
      ]),
    ).toEqual([user("a"), system("b")]);
  });

  test("have the results of tools before what the user says with them", () => {
    const content = [
      { type: "text", text: "And?" },
      { type: "tool_result", tool_use_id: "1", content: "6 m" },
      { type: "tool_result", tool_use_id: "2", content: [{ type: "text", text: "7 m" }] },
    ];
    expect(decode([{ role: "user", content }])).toEqual([
      { role: "tool", parts: [...tool("1", "6 m").parts, ...tool("2", "7 m").parts] },
      user("And?"),
    ]);
  });

  test("of results alone have no user message", () => {
    expect(decode([{ role: "user", content: [{ type: "tool_result", tool_use_id: "1" }] }])).toEqual([tool("1")]);
  });

  test("of a user who says nothing stay", () => {
    expect(decode([{ role: "user", content: [] }])).toEqual([user()]);
  });

  test.each<[string, Json]>([
    ["messages[0]", "Hi"],
    ["messages[0].role", { role: "tool", content: "a" }],
    ["messages[0].content", { role: "user" }],
    ["messages[0].content[0]", { role: "user", content: ["a"] }],
    ["messages[0].content[0].type", { role: "user", content: [{ text: "a" }] }],
    ["messages[0].content[0].text", { role: "user", content: [{ type: "text" }] }],
    ["messages[0].content[0].source", { role: "user", content: [{ type: "image" }] }],
    ["messages[0].content[0].source.type", { role: "user", content: [{ type: "image", source: {} }] }],
    [
      "messages[0].content[0].source.data",
      { role: "user", content: [{ type: "image", source: { type: "base64", media_type: "image/png" } }] },
    ],
    ["messages[0].content[0].tool_use_id", { role: "user", content: [{ type: "tool_result" }] }],
    [
      "messages[0].content[0].content",
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "1", content: [{ type: "thinking", thinking: "a" }] }],
      },
    ],
    ["messages[0].content", { role: "user", content: [{ type: "thinking", thinking: "a" }] }],
    ["messages[0].content", { role: "assistant", content: [{ type: "tool_result", tool_use_id: "1" }] }],
    ["messages[0].content[0].id", { role: "assistant", content: [{ type: "tool_use", name: "f" }] }],
    [
      "messages[0].content",
      { role: "system", content: [{ type: "image", source: { type: "url", url: "https://a" } }] },
    ],
  ])("that are wrong are named: %s", (param, message) => {
    expect(() => decode([message])).toThrow(expect.objectContaining({ code: "invalid_request", param }) as Error);
  });
});

const text = (said: string): Part => ({ type: "text", text: said });

describe("a block", () => {
  const document = { type: "document", title: "Chart", context: "Of 2024." };

  test.each<[string, JsonObject, readonly Part[]]>([
    ["text", { type: "text", text: "a", citations: [], ...MARK }, [{ type: "text", text: "a", cache: { ttl: "1h" } }]],
    [
      "text with a mark of the default length",
      { type: "text", text: "a", cache_control: { type: "ephemeral" } },
      [{ type: "text", text: "a", cache: {} }],
    ],
    ["text without a mark", { type: "text", text: "a", cache_control: null }, [text("a")]],
    [
      "an image",
      { type: "image", source: base64("image/png"), ...MARK },
      [{ type: "image", source: { kind: "base64", mediaType: "image/png", data: "AAAA" }, cache: { ttl: "1h" } }],
    ],
    [
      "an image by URL",
      { type: "image", source: { type: "url", url: "https://a" } },
      [{ type: "image", source: { kind: "url", url: "https://a" } }],
    ],
    [
      "a document",
      { ...document, source: base64("application/pdf"), ...MARK },
      [
        text("Of 2024."),
        {
          type: "document",
          name: "Chart",
          source: { kind: "base64", mediaType: "application/pdf", data: "AAAA" },
          cache: { ttl: "1h" },
        },
      ],
    ],
    [
      "a document by URL",
      { type: "document", source: { type: "url", url: "https://a" } },
      [{ type: "document", source: { kind: "url", url: "https://a" } }],
    ],
    [
      "a document of text",
      { ...document, source: { type: "text", media_type: "text/plain", data: "Deep." }, ...MARK },
      [text("Chart"), text("Of 2024."), { type: "text", text: "Deep.", cache: { ttl: "1h" } }],
    ],
    [
      "a document of blocks",
      {
        ...document,
        context: null,
        source: {
          type: "content",
          content: [
            { type: "text", text: "a" },
            { type: "text", text: "b" },
          ],
        },
        ...MARK,
      },
      [text("Chart"), text("a"), { type: "text", text: "b", cache: { ttl: "1h" } }],
    ],
    [
      "a search result",
      { type: "search_result", title: "T", source: "https://a", content: [{ type: "text", text: "a" }], ...MARK },
      [{ type: "text", text: "T\nhttps://a\na", cache: { ttl: "1h" } }],
    ],
    [
      "a summary of what came before",
      { type: "compaction", content: "They spoke of tides." },
      [text("They spoke of tides.")],
    ],
    ["a summary that failed", { type: "compaction", content: null }, []],
  ])("of a user: %s", (_, block, parts) => {
    expect(decode([{ role: "user", content: [block] }])).toEqual([{ role: "user", parts }]);
  });

  test.each<[string, JsonObject, readonly Part[]]>([
    [
      "signed thinking",
      { type: "thinking", thinking: "Hm", signature: "s" },
      [{ type: "reasoning", text: "Hm", signature: "s" }],
    ],
    [
      "thinking of a model that does not sign",
      { type: "thinking", thinking: "Hm", signature: "" },
      [{ type: "reasoning", text: "Hm" }],
    ],
    ["sealed thinking", { type: "redacted_thinking", data: "x" }, [{ type: "reasoning", text: "", redacted: "x" }]],
    [
      "a call",
      { type: "tool_use", id: "1", name: "get_tide", input: { a: "å" }, ...MARK },
      [{ type: "tool-call", id: "1", name: "get_tide", input: '{"a":"å"}', cache: { ttl: "1h" } }],
    ],
    ["a call without input", { type: "tool_use", id: "1", name: "get_tide" }, [call("1")]],
    ["a call of Anthropic's own tool", { type: "server_tool_use", id: "1", name: "web_search", input: {} }, []],
    [
      "a call of a tool that Anthropic calls",
      { type: "mcp_tool_use", id: "1", name: "f", server_name: "s", input: {} },
      [],
    ],
    ["a result of Anthropic's own tool", { type: "web_search_tool_result", tool_use_id: "1", content: [] }, []],
    ["a change of the model", { type: "fallback", from: {}, to: {} }, []],
  ])("of the assistant: %s", (_, block, parts) => {
    expect(decode([{ role: "assistant", content: [block] }])).toEqual([{ role: "assistant", parts }]);
  });

  test("of a tool's result: text, media, names of tools, a failure and a mark", () => {
    const content = [
      { type: "text", text: "a" },
      { type: "image", source: base64("image/png") },
      { type: "tool_reference", tool_name: "get_wind" },
    ];
    expect(
      decode([
        { role: "user", content: [{ type: "tool_result", tool_use_id: "1", content, is_error: true, ...MARK }] },
      ]),
    ).toEqual([
      {
        role: "tool",
        parts: [
          {
            type: "tool-result",
            id: "1",
            content: [
              text("a"),
              { type: "image", source: { kind: "base64", mediaType: "image/png", data: "AAAA" } },
              text("get_wind"),
            ],
            isError: true,
            cache: { ttl: "1h" },
          },
        ],
      },
    ]);
  });
});

test("what was translated for Anthropic reads as it was", () => {
  const visible = fc.string({ unit: "binary" }).map((said) => `${said}.`);
  const cache = fc.option(fc.constantFrom({ cache: {} }, { cache: { ttl: "1h" } } as const), { nil: {} });
  const said = fc.tuple(visible, cache).map(([words, mark]): Part => ({ type: "text", text: words, ...mark }));
  const thought = visible.map((words): Part => ({ type: "reasoning", text: words, signature: "s" }));
  const picture = fc
    .base64String()
    .map((data): Part => ({ type: "image", source: { kind: "base64", mediaType: "image/png", data } }));
  const use = fc.dictionary(visible, visible).map((input) => call("1", JSON.stringify(input)));
  const conversation = fc.tuple(
    fc.array(said, { minLength: 1 }),
    fc.array(fc.oneof(said, picture), { minLength: 1 }),
    fc.array(fc.oneof(said, thought, use), { minLength: 1 }),
  );
  fc.assert(
    fc.property(conversation, ([rules, question, answer]) => {
      const messages = [system(...rules), user(...question), assistant(...answer), tool("1", "6 m"), user("And?")];
      const { body } = anthropicMessages.encodeRequest(chatRequest({ messages }), { model: "claude-sonnet-4-5" });
      expect(anthropicMessages.decodeRequest(body).messages).toEqual(messages);
    }),
  );
});
