import { describe, expect, test } from "vitest";
import { adapters } from "../../../src/adapters/index.ts";
import type { Deployment } from "../../../src/core/deployment.ts";
import { describeListed, type ListedModel } from "../../../src/http/listed-model.ts";
import { listModelsForAnthropic } from "../../../src/http/list-models-for-anthropic.ts";
import { describeForGoogle, listModelsForGoogle } from "../../../src/http/list-models-for-google.ts";
import { deploymentOf } from "../../support/deployments.ts";

const describeId = (id: string): ListedModel => ({
  id,
  inputTokensMax: undefined,
  outputTokensMax: undefined,
  chats: true,
  embeds: false,
});
const ids = ["a", "b", "c", "d", "e"];
const wrong = (param: string): unknown => expect.objectContaining({ code: "invalid_request", param });

describe("a page of models for Anthropic's clients", () => {
  const page = (query: string, of: readonly string[] = ids): unknown => {
    const { data, ...ends } = listModelsForAnthropic(of, new URLSearchParams(query), describeId);
    return { ids: (data as { id: string }[]).map(({ id }) => id).join(""), ...ends };
  };

  test.each([
    ["", "abcde", false],
    ["limit=2", "ab", true],
    ["limit=2&after_id=b", "cd", true],
    ["limit=2&after_id=d", "e", false],
    ["limit=2&before_id=d", "bc", true],
    ["limit=9&before_id=d", "abc", false],
    ["limit=5000", "abcde", false],
    ["after_id=b&before_id=e", "cd", false],
  ])("%s", (query, found, has_more) => {
    expect(page(query)).toEqual({ ids: found, has_more, first_id: found[0], last_id: found.at(-1) });
  });

  test("is of 20 unless it is said", () => {
    const many = Array.from({ length: 21 }, (_, index) => `m${index}`);
    expect(page("", many)).toMatchObject({ has_more: true, last_id: "m19" });
  });

  test("may be empty", () => {
    expect(page("", [])).toEqual({ ids: "", has_more: false, first_id: null, last_id: null });
    expect(page("after_id=e")).toEqual({ ids: "", has_more: false, first_id: null, last_id: null });
  });

  test.each(["limit=0", "limit=-1", "limit=1.5", "limit=two", "after_id=z", "before_id=z"])(
    "is refused: %s",
    (query) => {
      expect(() => page(query)).toThrow(wrong(query.split("=")[0] ?? ""));
    },
  );
});

describe("a page of models for Google's clients", () => {
  const page = (query: string, of: readonly string[] = ids): readonly [string, unknown] => {
    const { models, nextPageToken } = listModelsForGoogle(of, new URLSearchParams(query), describeId);
    return [(models as { displayName: string }[]).map(({ displayName }) => displayName).join(""), nextPageToken];
  };

  test.each([
    ["", "abcde", undefined],
    ["pageSize=2", "ab", "b"],
    ["pageSize=2&pageToken=b", "cd", "d"],
    ["pageSize=2&pageToken=d", "e", undefined],
    ["pageSize=5&pageToken=", "abcde", undefined],
    ["pageSize=0", "abcde", undefined],
  ])("%s", (query, found, next) => {
    expect(page(query)).toEqual([found, next]);
  });

  test("is of 50 unless it is said", () => {
    const many = Array.from({ length: 51 }, (_, index) => `m${index}`);
    expect(page("", many)[1]).toBe("m49");
    expect(page("pageSize=0", many)[1]).toBe("m49");
  });

  test("may be empty", () => {
    expect(page("", [])).toEqual(["", undefined]);
  });

  test.each(["pageSize=-1", "pageSize=many", "pageToken=z"])("is refused: %s", (query) => {
    expect(() => page(query)).toThrow(wrong(query.split("=")[0] ?? ""));
  });
});

describe("what is told of a model", () => {
  const told = (...deployments: readonly Partial<Deployment>[]): ListedModel =>
    describeListed("public", {
      models: { find: (name) => ({ name, deployments: deployments.map((each) => deploymentOf(each)) }) },
      adapterOf: (id) => adapters.get(id) ?? expect.fail(id),
    });

  test("is the most that one of its deployments takes", () => {
    const facts = told(
      { routing: { tags: [], contextWindow: 1_000 }, maxOutputTokens: 50 },
      { routing: { tags: [], contextWindow: 9_000 } },
    );
    expect(facts).toMatchObject({ inputTokensMax: 9_000, outputTokensMax: 50 });
    expect(describeForGoogle(facts)).toMatchObject({
      name: "models/public",
      inputTokenLimit: 9_000,
      outputTokenLimit: 50,
    });
    expect(told()).toMatchObject({ inputTokensMax: undefined, chats: false, embeds: false });
  });

  test.each([
    ["gemini", "gemini-2.5-flash", { chats: true, embeds: false }],
    ["gemini", "gemini-embedding-001", { chats: false, embeds: true }],
    ["openai", "text-embedding-3-small", { chats: false, embeds: true }],
    // Nobody knows it: whatever its provider does.
    ["openai", "a-model-of-tomorrow", { chats: true, embeds: true }],
    ["anthropic", "a-model-of-tomorrow", { chats: true, embeds: false }],
    ["openai", "gpt-image-1", { chats: false, embeds: false }],
  ])("is what it can be asked for: %s/%s", (provider, model, expected) => {
    expect(told({ provider, model })).toMatchObject(expected);
  });

  test("are the methods that Google's clients have for that", () => {
    const methods = (chats: boolean, embeds: boolean): unknown =>
      describeForGoogle({ ...describeId("a"), chats, embeds })["supportedGenerationMethods"];
    expect(methods(true, false)).toEqual(["generateContent", "streamGenerateContent", "countTokens"]);
    expect(methods(false, true)).toEqual(["embedContent", "batchEmbedContents"]);
    expect(methods(false, false)).toEqual([]);
  });
});
