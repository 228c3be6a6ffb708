import { describe, expect, test } from "vitest";
import { errorsOf, oneModel, parseText, warningsOf } from "./parse-text.ts";

const declare = (text: string) => parseText(`providers:\n  own: ${text}\n`);

describe("a provider that the configuration declares", () => {
  test("serves models by its id, with all that was said of it", () => {
    const parsed = parseText(`
providers:
  own:
    extends: openai_compatible
    base_url: https://own.example/v1
    auth: {type: header, name: X-Key, env: OWN_KEY}
    endpoints: [chat, embeddings, embedding, images, rerank]
    headers: {X-Client: tollgate}
    paths: {chat: /v2/chat, images: /draw}
    params: {rename: {max_tokens: max_output}, drop: [user], defaults: {temperature: 0.7}, clamp: {temperature: [0, 1]}}
    quirks: {content_list_to_string: true, stream_ends_with_done: yes, rerank_like: jina}
${oneModel("model: own/big/model")}`);
    expect([...errorsOf(parsed), ...warningsOf(parsed)]).toEqual([]);
    expect(parsed.config.providers).toEqual({
      own: {
        baseUrl: "https://own.example/v1",
        auth: { type: "header", name: "x-key" },
        keyVariable: "OWN_KEY",
        endpoints: ["chat", "embedding", "image", "rerank"],
        headers: { "X-Client": "tollgate" },
        rename: { max_tokens: "max_output" },
        drop: ["user"],
        paths: { chat: "/v2/chat", image: "/draw" },
        defaults: { temperature: 0.7 },
        clamp: { temperature: { min: 0, max: 1 } },
        joinsContent: true,
        marksEnd: true,
        rerank: "jina",
      },
    });
    expect(parsed.config.models).toMatchObject([{ provider: "own", model: "big/model" }]);
  });

  test("needs no more than an address", () => {
    expect(declare("{base_url: os.environ/OWN_BASE}").config.providers["own"]).toEqual({
      baseUrl: "os.environ/OWN_BASE",
      auth: { type: "bearer" },
      endpoints: ["chat", "embedding"],
      headers: {},
      rename: {},
      drop: [],
    });
  });

  test.each([
    ["{}", "providers.own.base_url: expected an address such as https://api.example.com/v1, but it is missing"],
    ["text", 'providers.own: expected a map with base_url, got the text "text"'],
    ["{base_url: https://a.example, auth: {type: basic}}", "expected bearer, header or none"],
    ["{base_url: https://a.example, auth: {type: header}}", "expected the name of the header that carries the key"],
    ["{base_url: https://a.example, auth: {type: header, name: a b}}", "expected the name of a header"],
    ["{base_url: https://a.example, extends: other}", "expected openai_compatible"],
    [
      "{base_url: https://a.example, endpoints: [video]}",
      "providers.own.endpoints[0]: expected chat, embeddings, embedding, images, image, rerank, moderations or moderation",
    ],
    ["{base_url: https://a.example, auth: {type: query, name: key}}", "expected bearer, header or none"],
    [
      "{base_url: https://a.example, paths: {chat: v2/chat}}",
      "providers.own.paths.chat: expected a path such as /v2/chat",
    ],
    [
      "{base_url: https://a.example, params: {clamp: {temperature: [1, 0]}}}",
      "expected two numbers, the lowest and the",
    ],
    ["{base_url: https://a.example, params: {clamp: {temperature: [1]}}}", "expected two numbers, the lowest and the"],
    ["{base_url: https://a.example, params: {defaults: {stream: true}}}", "defaults.stream: only a request says this"],
    ["{base_url: https://a.example, quirks: {rerank_like: other}}", "expected cohere, jina, voyage or tei"],
  ])("%s is told to be wrong", (text, message) => {
    expect(errorsOf(declare(text))).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    ["{base_url: https://a.example, qurks: []}", 'did you mean "quirks"?'],
    ["{base_url: https://a.example, quirks: {role_map: {}}}", '"role_map" is not supported yet'],
    ["{base_url: https://a.example, paths: {video: /v}}", 'unknown key "video" has no effect'],
  ])("%s is warned of", (text, message) => {
    expect(warningsOf(declare(text))).toEqual([expect.stringContaining(message)]);
  });

  test("takes the place of a built-in one only when told to", () => {
    const provide = (more: string) => parseText(`providers: {openai: {base_url: https://a.example${more}}}`);
    expect(errorsOf(provide(""))).toEqual([
      expect.stringContaining('"openai" is a built-in provider; set override: true'),
    ]);
    expect(provide(", override: true").config.providers).toHaveProperty("openai");
  });

  test("cannot have a name that no model could mention", () => {
    expect(errorsOf(parseText("providers: {a/b: {base_url: https://a.example}}"))).toEqual([
      expect.stringContaining('"a/b" cannot come before the slash of a model'),
    ]);
  });
});

test("an unknown provider with an address is one that speaks OpenAI's format, with or without a key", () => {
  const parsed = parseText(oneModel("model: mycorp/m\napi_base: https://llm.mycorp.example/v1"));
  expect(warningsOf(parsed)).toEqual([
    expect.stringContaining('unknown provider "mycorp": it is treated as an OpenAI-compatible service'),
  ]);
  expect(parsed.config.providers["mycorp"]).toMatchObject({
    baseUrl: "https://llm.mycorp.example/v1",
    auth: { type: "none" },
  });
  expect(parsed.config.models).toMatchObject([{ provider: "mycorp", model: "m" }]);
});
