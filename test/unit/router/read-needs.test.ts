import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import { readNeeds } from "../../../src/router/read-needs.ts";

const told = (...content: readonly Json[]) => ({ messages: [{ role: "user", content }] });
const text = { type: "text", text: "What is this?" };
const image = { type: "image", source: { type: "base64", media_type: "image/png", data: "AA==" } };
const document = (source: Json): Json => ({ type: "document", source });
const result = (...content: readonly Json[]): Json => ({ type: "tool_result", tool_use_id: "t", content });
const schema = { type: "json_schema", json_schema: { name: "answer", schema: {} } };

describe("a request needs", () => {
  test.each([
    ["nothing for text", told(text), []],
    ["nothing for a plain text", { messages: [{ role: "user", content: "Hi" }] }, []],
    ["tools", { tools: [{ type: "function", function: { name: "f" } }] }, ["tools"]],
    ["tools by their old name", { functions: [{ name: "f" }] }, ["tools"]],
    ["no tools where the list is empty", { tools: [], functions: [] }, []],
    [
      "vision for an image by OpenAI",
      told(text, { type: "image_url", image_url: { url: "https://x.test/a.png" } }),
      ["vision"],
    ],
    ["vision for an image by Anthropic", told(text, image), ["vision"]],
    [
      "files for one by OpenAI",
      told({ type: "file", file: { file_data: "data:application/pdf;base64,AA==" } }),
      ["pdf"],
    ],
    [
      "files for one by Anthropic",
      told(document({ type: "base64", media_type: "application/pdf", data: "AA==" })),
      ["pdf"],
    ],
    ["no files for a document of text", told(document({ type: "text", media_type: "text/plain", data: "a" })), []],
    ["vision for an image in a document", told(document({ type: "content", content: [text, image] })), ["vision"]],
    ["vision for an image a tool found", told(result(text, image)), ["vision"]],
    [
      "vision for an image in a document a tool found",
      told(result(document({ type: "content", content: [image] }))),
      ["vision"],
    ],
    ["hearing", told({ type: "input_audio", input_audio: { data: "AA==", format: "wav" } }), ["audio_input"]],
    ["a voice", { modalities: ["text", "audio"] }, ["audio_output"]],
    ["no voice for text", { modalities: ["text"] }, []],
    ["a schema by OpenAI", { response_format: schema }, ["json_schema"]],
    ["no schema for any JSON", { response_format: { type: "json_object" } }, []],
    ["a schema by Anthropic", { output_config: { format: { type: "json_schema", schema: {} } } }, ["json_schema"]],
    ["a schema by Anthropic's first name", { output_format: { type: "json_schema", schema: {} } }, ["json_schema"]],
    ["no reasoning", { reasoning_effort: "high", thinking: { type: "enabled", budget_tokens: 1_024 } }, []],
  ])("%s", (_, body, needs) => {
    expect(readNeeds(body)).toEqual(needs);
  });

  test("each thing once, wherever it is said", () => {
    const body = { ...told(image, result(image), document({ type: "url", url: "https://x.test/a.pdf" })), tools: [{}] };
    const messages = [...body.messages, ...told(image).messages];
    expect(readNeeds({ ...body, messages }).toSorted()).toEqual(["pdf", "tools", "vision"]);
  });

  test.each<readonly [string, Json]>([
    ["no list", "hello"],
    ["a list of anything", [null, 1, "text", [], { content: { type: "image" } }, { content: [null, 1, []] }]],
    ["absent", null],
  ])("nothing that can be told from messages that are %s", (_, messages) => {
    expect(readNeeds({ messages })).toEqual([]);
  });

  test("what is said at any depth", () => {
    let part: Json = image;
    for (let depth = 0; depth < 20_000; depth++) part = result(part);
    expect(readNeeds(told(part))).toEqual(["vision"]);
  });
});
