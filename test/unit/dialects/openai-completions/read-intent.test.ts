import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { openaiCompletions } from "../../../../src/dialects/openai-completions/index.ts";

describe("what a client of text completions wants", () => {
  test("is read from the body", () => {
    const body = { model: "m", prompt: "p", stream: true, stream_options: { include_usage: true }, max_tokens: 5 };
    expect(openaiCompletions.readIntent({ ...body, user: "u" })).toEqual({
      model: "m",
      stream: true,
      outputTokensMax: 5,
      choices: 1,
      endUser: "u",
      wantsStreamUsage: true,
    });
  });

  test.each<[JsonObject, number]>([
    [{ prompt: "p" }, 1],
    [{ prompt: ["p", "q"] }, 2],
    [{ prompt: [1, 2, 3] }, 1],
    [{ prompt: [[1, 2], [3]], n: 2 }, 4],
    [{ prompt: "p", n: 2, best_of: 5 }, 5],
    [{ prompt: ["p", "q"], n: null }, 2],
  ])("comes to as many answers as are written: %j", (body, choices) => {
    expect(openaiCompletions.readIntent(body).choices).toBe(choices);
  });

  test.each<[string, JsonObject]>([
    ["prompt", {}],
    ["prompt", { prompt: null }],
    ["prompt", { prompt: [] }],
    ["prompt", { prompt: ["p", 1] }],
    ["prompt", { prompt: [[]] }],
    ["prompt", { prompt: [1.5] }],
    ["prompt", { prompt: { text: "p" } }],
    ["n", { prompt: "p", n: 0 }],
    ["best_of", { prompt: "p", best_of: 1.5 }],
    ["max_tokens", { prompt: "p", max_tokens: "many" }],
    ["stream", { prompt: "p", stream: "yes" }],
  ])("is refused for its %s: %j", (param, body) => {
    expect(() => openaiCompletions.readIntent(body)).toThrow(
      expect.objectContaining({ code: "invalid_request", param }),
    );
  });

  test("has the model read its prompts and what stands behind them", () => {
    expect(openaiCompletions.textsOf({ prompt: "p", suffix: "s" })).toEqual(["p", "s"]);
    expect(openaiCompletions.textsOf({ prompt: ["p", "q"] })).toEqual(["p", "q"]);
    expect(openaiCompletions.textsOf({ prompt: [1, 2] })).toEqual([]);
  });
});

describe("a prompt for a model that chats", () => {
  test("is what the user says, with the settings of both", () => {
    const settings = {
      max_tokens: 5,
      temperature: 0.5,
      top_p: 0.5,
      seed: 7,
      frequency_penalty: 1,
      presence_penalty: 1,
    };
    const request = openaiCompletions.decodeRequest({
      model: "m",
      prompt: ["p"],
      stop: "END",
      user: "u",
      extra: 1,
      ...settings,
    });
    expect(request).toEqual({
      messages: [{ role: "user", parts: [{ type: "text", text: "p" }] }],
      tools: [],
      stream: false,
      maxOutputTokens: 5,
      temperature: 0.5,
      topP: 0.5,
      stop: ["END"],
      user: "u",
      rare: { seed: 7, frequencyPenalty: 1, presencePenalty: 1 },
      extras: { extra: 1 },
    });
  });

  test.each<[JsonObject["prompt"], string]>([
    [["p", "q"], "one prompt at a time"],
    [[1, 2], "token ids"],
    [[[1], [2]], "token ids"],
  ])("is refused as %j, saying what to do", (prompt, words) => {
    const refusal = expect.objectContaining({
      code: "unsupported_parameter",
      param: "prompt",
      message: expect.stringContaining(words) as unknown,
    });
    expect(() => openaiCompletions.decodeRequest({ prompt })).toThrow(refusal);
  });

  test.each<[JsonObject, readonly string[]]>([
    [{}, []],
    [{ suffix: "", echo: false, logprobs: null, best_of: 1, n: 1 }, []],
    [{ suffix: "s" }, ["suffix"]],
    [{ echo: true }, ["echo"]],
    [{ logprobs: 0 }, ["logprobs"]],
    [{ best_of: 2, n: 2 }, ["best_of", "n"]],
  ])("names what has no answer in a chat: %j", (fields, names) => {
    expect(openaiCompletions.listUntranslatable?.({ prompt: "p", ...fields })).toEqual(names);
  });
});
