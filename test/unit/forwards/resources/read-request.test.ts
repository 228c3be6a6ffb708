import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { readDestination, withoutDestination } from "../../../../src/forwards/resources/read-destination.ts";
import { readPath, writeQuery } from "../../../../src/forwards/resources/read-path.ts";
import { pathsOf, RESOURCE_ROWS } from "../../../../src/forwards/resources/resource-rows.ts";

const URL_OF_FILES = "https://gateway.example/v1/files";
const ask = (query = "", headers: Readonly<Record<string, string>> = {}) =>
  new Request(URL_OF_FILES + query, { headers });

describe("where a client wants its objects to be", () => {
  test.each<[string, Request, JsonObject, string | undefined, object]>([
    ["nowhere in particular", ask(), {}, undefined, { model: undefined, provider: undefined }],
    [
      "a model by header, before all others",
      ask("?model=c", { "x-litellm-model": "a" }),
      { model: "b" },
      undefined,
      { model: "a" },
    ],
    ["a model by body, before the query", ask("?model=c"), { model: "b" }, undefined, { model: "b" }],
    ["a model by query", ask("?model=c"), {}, undefined, { model: "c" }],
    ["the first of some models", ask(), { target_model_names: "a, b" }, undefined, { model: "a" }],
    ["the first of a list of models", ask(), { target_model_names: ["a", "b"] }, undefined, { model: "a" }],
    ["a provider by path, before the body", ask(), { custom_llm_provider: "b" }, "a", { provider: "a" }],
    ["a provider by body", ask("?provider=c"), { custom_llm_provider: "b" }, undefined, { provider: "b" }],
    ["a provider by query", ask("?provider=c"), {}, undefined, { provider: "c" }],
    ["an empty name, which is none", ask("?model="), { model: "" }, undefined, { model: undefined }],
  ])("is %s", (_, request, body, provider, expected) => {
    expect(readDestination(request, body, provider)).toMatchObject(expected);
  });

  test("is refused as anything but a text", () => {
    expect(() => readDestination(ask(), { model: 1 }, undefined)).toThrow(/model/);
  });

  test("is not told to the provider, but for a model where it has one", () => {
    const body = { model: "a", target_model_names: "a", custom_llm_provider: "b", purpose: "batch" };
    expect(withoutDestination(body, false)).toEqual({ purpose: "batch" });
    expect(withoutDestination(body, true)).toEqual({ model: "a", purpose: "batch" });
  });
});

describe("a path", () => {
  const row = RESOURCE_ROWS.find(
    ({ path, method }) => path.endsWith("/vector_stores/:vector_store_id/files") && method === "GET",
  );
  if (row === undefined) throw new Error("There is no such row.");

  test("has the ids of its steps and of where its page begins, and keeps the rest of its query", () => {
    const url = `${URL_OF_FILES}?after=file-2&limit=5&include[]=a&include[]=b&model=m&provider=p`;
    const read = readPath(row, { vector_store_id: "vs_1" }, url);
    expect(read.ids).toEqual([{ id: "vs_1", kind: "vector_store" }]);
    expect(read.cursors).toEqual([{ id: "file-2", kind: "file" }]);
    expect(writeQuery(read.query)).toBe("?after=file-2&limit=5&include%5B%5D=a&include%5B%5D=b");
    expect(writeQuery({})).toBe("");
  });

  test.each(["..", ".", "a/b", "a%2Fb", "", "a".repeat(129), "ü", "a?b", "a#b"])("leads nowhere else by %j", (step) => {
    expect(() => readPath(row, { vector_store_id: step }, URL_OF_FILES)).toThrow(
      expect.objectContaining({ status: 404 }) as Error,
    );
    const message = RESOURCE_ROWS.find(({ path }) => path.endsWith("/messages/:message_id"));
    if (message === undefined) throw new Error("There is no such row.");
    expect(() => readPath(message, { thread_id: "thread_1", message_id: step }, URL_OF_FILES)).toThrow(
      expect.objectContaining({ status: 404 }) as Error,
    );
  });
});

test("every path is there with and without /v1, files and batches behind the providers that keep them too, and none twice", () => {
  const all = RESOURCE_ROWS.flatMap((row) => pathsOf(row).map((path) => `${row.method} ${path}`));
  expect(new Set(all).size).toBe(all.length);
  expect(all).toEqual(
    expect.arrayContaining([
      "POST /v1/files",
      "GET /files/:file_id/content",
      "DELETE /:provider{(?:openai|azure)}/v1/files/:file_id",
      "POST /:provider{(?:openai|azure)}/v1/batches/:batch_id/cancel",
      "GET /v1/fine_tuning/jobs/:fine_tuning_job_id",
    ]),
  );
});
