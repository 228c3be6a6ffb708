import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { findNames, mapNames, type Name } from "../../../../src/pipeline/objects/find-names.ts";

const inMessage = (part: JsonObject): JsonObject => ({ messages: [{ role: "user", content: [part] }] });
const file = (id: string): Name => ({ id, kind: "file" });

describe("what a request names", () => {
  test.each<[string, JsonObject, readonly Name[]]>([
    ["a file in a chat", inMessage({ type: "file", file: { file_id: "f" } }), [file("f")]],
    ["a file in Responses", { input: [{ content: [{ type: "input_file", file_id: "f" }] }] }, [file("f")]],
    ["a picture in Responses", { input: [{ content: [{ type: "input_image", file_id: "f" }] }] }, [file("f")]],
    ["a document in Messages", inMessage({ type: "document", source: { type: "file", file_id: "f" } }), [file("f")]],
    [
      "a document in the result of a tool",
      inMessage({ type: "tool_result", content: [{ type: "document", source: { type: "file", file_id: "f" } }] }),
      [file("f")],
    ],
    ["what goes into a container", inMessage({ type: "container_upload", file_id: "f" }), [file("f")]],
    [
      "a picture that a tool's call came to",
      { input: [{ output: [{ type: "input_image", file_id: "f" }] }] },
      [file("f")],
    ],
    [
      "stores to search",
      { tools: [{ type: "file_search", vector_store_ids: ["a", "b"] }] },
      [
        { id: "a", kind: "vector_store" },
        { id: "b", kind: "vector_store" },
      ],
    ],
    [
      "a container of a tool",
      { tools: [{ type: "code_interpreter", container: "c" }] },
      [{ id: "c", kind: "container" }],
    ],
    [
      "files for a container that is yet to be",
      { tools: [{ type: "code_interpreter", container: { type: "auto", file_ids: ["f", "g"] } }] },
      [file("f"), file("g")],
    ],
    ["a container of Messages", { container: "c" }, [{ id: "c", kind: "container" }]],
    [
      "a container with skills, which are none of its ids",
      { container: { id: "c", skills: [{ type: "custom", skill_id: "s" }] } },
      [{ id: "c", kind: "container" }],
    ],
    ["a mask of a picture", { tools: [{ type: "image_generation", input_image_mask: { file_id: "f" } }] }, [file("f")]],
    [
      "a variable of a prompt",
      { prompt: { id: "p", variables: { doc: { type: "input_file", file_id: "f" }, file_id: "just a word" } } },
      [file("f")],
    ],
    ["what an event of a stream tells of", { response: { output: [{ file_id: "f" }] } }, [file("f")]],
    [
      "a file in Responses that call themselves the use of a tool",
      { type: "tool_use", input: [{ content: [{ type: "input_file", file_id: "f" }] }] },
      [file("f")],
    ],
    ["a field of tomorrow", { tomorrow: [{ deep: { file_id: "f" } }] }, [file("f")]],
  ])("%s", (_, body, names) => {
    expect(findNames(body)).toEqual(names);
  });

  test.each<[string, JsonObject]>([
    ["what people write", { messages: [{ role: "user", content: "file_id: file-abc" }], instructions: "file-abc" }],
    [
      "the schema of a tool",
      { tools: [{ parameters: { properties: { file_id: { type: "string", default: "f" } } } }] },
    ],
    ["the schema of an answer", { response_format: { json_schema: { schema: { const: { file_id: "f" } } } } }],
    ["the arguments of a call", inMessage({ type: "tool_use", name: "read", input: { file_id: "f", container: "c" } })],
    ["the arguments of a provider's tool", inMessage({ type: "server_tool_use", input: { file_id: "f" } })],
    [
      "the arguments and the result of Gemini's calls",
      {
        contents: [{ functionCall: { args: { file_id: "f" } } }, { functionResponse: { response: { file_id: "f" } } }],
      },
    ],
    ["notes", { metadata: { file_id: "f" } }],
    ["headers of a client's own service", { tools: [{ type: "mcp", headers: { container: "c" } }] }],
    ["addresses, which LiteLLM's clients put here", inMessage({ file: { file_id: "https://a.example/b.pdf" } })],
    ["a file within a container", { annotations: [{ file_id: "cfile_1" }] }],
    ["nothing", { file_id: "", container: null, vector_store_ids: [], tools: [{ container: { type: "auto" } }] }],
    [
      "names of what all objects have",
      JSON.parse('{"constructor":"x","toString":["y"],"__proto__":{"a":1}}') as JsonObject,
    ],
  ])("is not among %s", (_, body) => {
    expect(findNames(body)).toEqual([]);
  });

  test("is renamed wherever it is found, and nothing else is changed", () => {
    const json = fc.jsonValue({ maxDepth: 5 });
    const body = fc.dictionary(
      fc.constantFrom("file_id", "container", "tools", "input", "parameters", "variables", "type", "x"),
      fc.oneof(json, fc.constantFrom("f", "tool_use"), fc.dictionary(fc.constantFrom("file_ids", "id", "input"), json)),
    );
    fc.assert(
      fc.property(body, (value) => {
        const asked = value as JsonObject;
        const renamed: Name[] = [];
        const same = mapNames(
          asked,
          (name) => (renamed.push(name), name.id),
          () => undefined,
        );
        expect(same).toEqual(asked);
        expect(renamed).toEqual(findNames(asked));
      }),
    );
  });
});
