import { describe, expect, test } from "vitest";
import type { ChatRequest, Message, Part, Reasoning } from "../../../../src/core/chat.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { openaiChat } from "../../../../src/dialects/openai-chat/index.ts";

const target = { model: "there" };
const again = (body: JsonObject): JsonObject => openaiChat.encodeRequest(openaiChat.decodeRequest(body), target).body;

const base: ChatRequest = { messages: [], tools: [], rare: {}, stream: false, extras: {} };
const encode = (fields: Partial<ChatRequest>) => openaiChat.encodeRequest({ ...base, ...fields }, target);
const messagesOf = (...messages: readonly Message[]) => encode({ messages }).body.messages;
const say = (role: Message["role"], ...parts: readonly Part[]): Message => ({ role, parts });

describe("a request that is read and written again", () => {
  const call = (id: string) => ({ id, type: "function", function: { name: "t", arguments: '{"a":1}' } });

  test("keeps its messages, tools, formats and settings", () => {
    const body: JsonObject = {
      messages: [
        { role: "system", content: "s" },
        {
          role: "user",
          name: "Ann",
          content: [
            { type: "text", text: "Look" },
            { type: "image_url", image_url: { url: "data:image/png;base64,QUJD", detail: "low" } },
            { type: "image_url", image_url: { url: "https://a/b.png" } },
            { type: "input_audio", input_audio: { data: "QUJD", format: "wav" } },
            { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,QUJD" } },
          ],
        },
        { role: "assistant", content: null, tool_calls: [call("c1"), call("c2")] },
        { role: "tool", tool_call_id: "c1", content: "7" },
        { role: "tool", tool_call_id: "c2", content: "8" },
        { role: "assistant", content: "Done" },
        { role: "user", content: "Thanks" },
      ],
      tools: [
        { type: "function", function: { name: "t", description: "d", parameters: { type: "object" }, strict: true } },
      ],
      tool_choice: { type: "function", function: { name: "t" } },
      parallel_tool_calls: false,
      response_format: { type: "json_schema", json_schema: { name: "n", schema: { type: "object" }, strict: true } },
      reasoning_effort: "high",
      max_completion_tokens: 9,
      temperature: 0,
      top_p: 0.9,
      stop: ["END"],
      user: "u",
      service_tier: "flex",
      seed: 1,
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
      logit_bias: { "5": 1 },
      logprobs: true,
      top_logprobs: 2,
      n: 3,
      safe_prompt: true,
    };
    expect(again(body)).toEqual({ ...body, model: "there" });
  });

  test("asks for the usage of a stream", () => {
    expect(again({ messages: [], stream: true })).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(again({ messages: [], stream: false })).toEqual({ model: "there", messages: [] });
  });

  test("cannot change its model or messages by a field of the client", () => {
    expect(encode({ extras: { model: "elsewhere", messages: [1], safe_prompt: true } }).body).toEqual({
      safe_prompt: true,
      model: "there",
      messages: [],
    });
  });
});

describe("messages of other dialects", () => {
  const image: Part = { type: "image", source: { kind: "url", url: "https://a" } };
  const result = (id: string, ...content: readonly Part[]): Part => ({
    type: "tool-result",
    id,
    content: content as [],
  });
  const text = (said: string): Part => ({ type: "text", text: said });

  test.each<[string, readonly Message[], unknown]>([
    [
      "join texts, because some services refuse lists",
      [say("system", text("a"), text("b"))],
      [{ role: "system", content: "a\n\nb" }],
    ],
    [
      "join the texts of an answer without a gap",
      [say("assistant", text("a"), text("b"))],
      [{ role: "assistant", content: "ab" }],
    ],
    [
      "leave earlier reasoning out",
      [say("assistant", { type: "reasoning", text: "r" }, text("a"))],
      [{ role: "assistant", content: "a" }],
    ],
    [
      "say that a tool failed",
      [say("tool", { type: "tool-result", id: "c", content: [{ type: "text", text: "x" }], isError: true })],
      [{ role: "tool", tool_call_id: "c", content: "Error: x" }],
    ],
    [
      "put results before the words beside them",
      [say("user", text("next"), result("c1", text("7")), result("c2", text("8")))],
      [
        { role: "tool", tool_call_id: "c1", content: "7" },
        { role: "tool", tool_call_id: "c2", content: "8" },
        { role: "user", content: "next" },
      ],
    ],
    [
      "show the image of a result behind the last of the results",
      [say("tool", result("c1", image)), say("tool", result("c2", text("8"))), say("assistant", text("a"))],
      [
        { role: "tool", tool_call_id: "c1", content: "The result is attached to the next message." },
        { role: "tool", tool_call_id: "c2", content: "8" },
        { role: "user", content: [{ type: "image_url", image_url: { url: "https://a" } }] },
        { role: "assistant", content: "a" },
      ],
    ],
    [
      "say nothing of a result without words",
      [
        say("tool", result("c1", text("")), {
          type: "tool-result",
          id: "c2",
          content: [{ type: "text", text: "" }],
          isError: true,
        }),
      ],
      [
        { role: "tool", tool_call_id: "c1", content: "" },
        { role: "tool", tool_call_id: "c2", content: "Error: " },
      ],
    ],
    [
      "write a text file as text",
      [
        say(
          "user",
          { type: "document", name: "a.txt", source: { kind: "base64", mediaType: "text/plain", data: btoa("hi") } },
          image,
        ),
      ],
      [
        {
          role: "user",
          content: [
            { type: "text", text: "a.txt:\n\nhi" },
            { type: "image_url", image_url: { url: "https://a" } },
          ],
        },
      ],
    ],
    [
      "hold no half character",
      [say("user", text("a\ud83d")), say("assistant", { type: "tool-call", id: "c", name: "t", input: '"\ud83d"' })],
      [
        { role: "user", content: "a\ufffd" },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "c", type: "function", function: { name: "t", arguments: '"\ufffd"' } }],
        },
      ],
    ],
  ])("%s", (_, messages, expected) => {
    expect(messagesOf(...messages)).toEqual(expected);
  });
});

test.each<[Reasoning, string | undefined]>([
  [{ effort: "minimal", budgetTokens: 9_000 }, "minimal"],
  [{ enabled: true, budgetTokens: 1_024 }, "low"],
  [{ enabled: true, budgetTokens: 4_000 }, "medium"],
  [{ enabled: true, budgetTokens: 10_000 }, "high"],
  [{ enabled: true }, undefined],
  [{ enabled: false, budgetTokens: 9_000 }, undefined],
])("thinking of %j is an effort of %s", (reasoning, effort) => {
  expect(encode({ reasoning }).body.reasoning_effort).toBe(effort);
});

test("chooses between tools only where there are some", () => {
  expect(encode({ toolChoice: { type: "auto" }, parallelToolCalls: true }).body).toEqual({
    model: "there",
    messages: [],
  });
});

test("names what the dialect cannot say", () => {
  const document: Part = { type: "document", source: { kind: "url", url: "https://a" } };
  expect(encode({ topK: 5, messages: [say("user", document)] }).unsupported).toEqual(["document by URL", "top_k"]);
  expect(encode({}).unsupported).toEqual([]);
});

test("tools that a provider runs itself go back among the others", () => {
  const search = { type: "mcp" };
  const tool = { type: "function", function: { name: "t", parameters: {} } };
  expect(again({ messages: [], tools: [search, tool] })).toEqual({
    model: "there",
    messages: [],
    tools: [tool, search],
  });
  expect(again({ messages: [], tools: [search] })).toEqual({ model: "there", messages: [], tools: [search] });
});

test("neither pictures nor signatures of earlier answers are sent, which most services refuse", () => {
  const messages = messagesOf(
    say(
      "assistant",
      { type: "image", source: { kind: "url", url: "https://a.test/b.png" } },
      { type: "tool-call", id: "c", name: "t", input: "{}", signature: "s" },
    ),
  );
  expect(messages).toEqual([
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "c", type: "function", function: { name: "t", arguments: "{}" } }],
    },
  ]);
});
