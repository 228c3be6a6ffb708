import { describe, expect, test } from "vitest";
import { adapters } from "../../../src/adapters/index.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { openaiChat } from "../../../src/dialects/openai-chat/index.ts";
import type { ParamRules } from "../../../src/pipeline/drop-params.ts";
import { RegionBound } from "../../../src/pipeline/bind-region.ts";
import { encodeBody } from "../../../src/pipeline/encode-body.ts";
import { deploymentOf } from "../../support/deployments.ts";

interface Given {
  readonly fields?: JsonObject;
  readonly params?: ParamRules;
  readonly rules?: ParamRules;
  readonly defaults?: JsonObject;
}

const messages = [{ role: "user", content: "Hi" }];

/** An OpenAI client's body, as the provider is sent it. */
function encode(provider: "anthropic" | "groq" | "mistral" | "openai", given: Given): JsonObject {
  const { fields = {}, params = {}, rules = {}, defaults = {} } = given;
  const service = adapters.get(provider)?.serves.chat;
  if (service === undefined) throw new RangeError(provider);
  const [dialect] = service.dialects;
  const body = { model: "public-name", messages, ...fields };
  const call = {
    operation: "chat" as const,
    dialect: openaiChat,
    sent: body,
    body,
    texts: () => [],
    intent: openaiChat.readIntent(body),
    model: "public-name",
    tags: [],
    wishes: {},
    bound: new RegionBound(),
    params,
    mock: undefined,
    requestHeaders: new Headers(),
  };
  const deployment = { ...deploymentOf({ provider, model: "the-model", defaults }), ...rules };
  return encodeBody(call, deployment, dialect, dialect.id === openaiChat.id, service);
}

const unsupported = (param: string): unknown => expect.objectContaining({ code: "unsupported_parameter", param });

describe("a field that the provider's dialect cannot say", () => {
  const fields = { seed: 7, n: 2 };

  test.each<[string, Given]>([
    ["nobody says what to do with it", { fields }],
    [
      "the request insists, whatever is configured",
      { fields, params: { dropParams: false }, rules: { dropParams: true } },
    ],
  ])("is refused where %s", (_, given) => {
    expect(() => encode("anthropic", given)).toThrow(unsupported("seed"));
  });

  test.each<[string, Given]>([
    ["the deployment", { fields, rules: { dropParams: true } }],
    ["the request", { fields, params: { dropParams: true } }],
    ["the request, by name", { fields, params: { droppedParams: ["seed", "n"] } }],
    ["both, by name", { fields, params: { droppedParams: ["n"] }, rules: { droppedParams: ["seed"] } }],
  ])("is left out for %s", (_, given) => {
    const body = encode("anthropic", given);
    expect(body).not.toHaveProperty("seed");
    expect(body).not.toHaveProperty("n");
    expect(body).toMatchObject({ model: "the-model" });
  });

  test("is sent as it is when the request or the deployment allows it", () => {
    const given = { fields, params: { allowedParams: ["seed"] }, rules: { allowedParams: ["n"] } };
    expect(encode("anthropic", given)).toMatchObject({ seed: 7, n: 2 });
  });

  test("is refused although another one is allowed", () => {
    expect(() => encode("anthropic", { fields, params: { allowedParams: ["seed"] } })).toThrow(unsupported("n"));
  });

  test("and one that it can say is translated, although it is allowed", () => {
    const body = encode("anthropic", { fields: { stop: ["."] }, params: { allowedParams: ["stop"] } });
    expect(body).toMatchObject({ stop_sequences: ["."] });
    expect(body).not.toHaveProperty("stop");
  });

  test("is not made up because it is allowed", () => {
    expect(encode("anthropic", { params: { allowedParams: ["seed"] } })).not.toHaveProperty("seed");
  });
});

describe("a field of a shared dialect that the provider is known to refuse", () => {
  const fields = { logprobs: true, n: 2, temperature: 0.5 };

  test("is refused, by name, before the provider is asked", () => {
    expect(() => encode("groq", { fields })).toThrow(unsupported("logprobs"));
    expect(() => encode("groq", { fields })).toThrow("groq does not support logprobs, n for the model the-model");
  });

  test.each<[string, Given]>([
    ["the deployment", { fields, rules: { dropParams: true } }],
    ["the request", { fields, params: { dropParams: true } }],
    ["the request, by name", { fields, params: { droppedParams: ["logprobs", "n"] } }],
  ])("is left out for %s", (_, given) => {
    expect(encode("groq", given)).toEqual({ model: "the-model", messages, temperature: 0.5 });
  });

  test("is sent when it is allowed", () => {
    const given = { fields, params: { allowedParams: ["logprobs"] }, rules: { allowedParams: ["n"] } };
    expect(encode("groq", given)).toMatchObject(fields);
  });

  test("is left out without a word where it asks for nothing", () => {
    expect(encode("groq", { fields: { logprobs: false, logit_bias: null } })).toEqual({ model: "the-model", messages });
  });

  test("is refused as the deployment's own preset too", () => {
    expect(() => encode("groq", { defaults: { logprobs: true } })).toThrow(unsupported("logprobs"));
  });
});

describe("a field on the native path", () => {
  const tools = [{ type: "function", function: { name: "x", strict: true } }];

  test("that nobody knows is passed on", () => {
    expect(encode("openai", { fields: { brand_new: { deep: [1] } } })).toMatchObject({ brand_new: { deep: [1] } });
  });

  test("is taken out, however deep", () => {
    const given = { fields: { tools, seed: 7 }, params: { droppedParams: ["tools[*].function.strict", "seed"] } };
    const body = encode("openai", given);
    expect(body["tools"]).toEqual([{ type: "function", function: { name: "x" } }]);
    expect(body).not.toHaveProperty("seed");
  });

  test("is taken out where it is the deployment's own preset", () => {
    const given = { defaults: { temperature: 0.2 }, params: { droppedParams: ["temperature"] } };
    expect(encode("openai", given)).not.toHaveProperty("temperature");
  });

  test("that the gateway writes is taken out for the deployment and not for the request", () => {
    const fields = { stream: true };
    const droppedParams = ["stream_options"];
    expect(encode("openai", { fields, rules: { droppedParams } })).not.toHaveProperty("stream_options");
    expect(encode("openai", { fields, params: { droppedParams } })).toMatchObject({
      stream_options: { include_usage: true },
    });
  });

  test("that the provider is known not to take is sent when it is allowed", () => {
    const fields = { user: "sailor", max_completion_tokens: 9 };
    expect(encode("mistral", { fields })).toMatchObject({ max_tokens: 9 });
    expect(encode("mistral", { fields })).not.toHaveProperty("user");
    expect(encode("mistral", { fields, params: { allowedParams: ["user"] } })).toMatchObject({
      user: "sailor",
      max_tokens: 9,
    });
  });

  test("keeps its own name when it is allowed", () => {
    const body = encode("mistral", { fields: { seed: 7 }, rules: { allowedParams: ["seed"] } });
    expect(body).toMatchObject({ seed: 7 });
    expect(body).not.toHaveProperty("random_seed");
  });
});
