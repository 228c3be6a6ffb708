import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { inlineFile } from "../../../../src/pipeline/objects/inline-file.ts";

const FILES = new Map([
  ["pdf", { name: "a.pdf", mediaType: "application/pdf", base64: "UERG" }],
  ["png", { name: "a.png", mediaType: "image/png", base64: "UE5H" }],
  ["txt", { name: "a.txt", mediaType: "text/plain", base64: Buffer.from("Ebbe ⚓").toString("base64") }],
]);
const inline = (block: JsonObject) => inlineFile(block, (id) => FILES.get(id));

describe("a block with a file in it", () => {
  test.each<[string, JsonObject, JsonObject]>([
    [
      "of a chat",
      { type: "file", file: { file_id: "pdf" }, cache_control: { type: "ephemeral" } },
      {
        type: "file",
        file: { filename: "a.pdf", file_data: "data:application/pdf;base64,UERG" },
        cache_control: { type: "ephemeral" },
      },
    ],
    [
      "of a chat, under the name that the client gives it",
      { type: "file", file: { file_id: "pdf", filename: "b.pdf" } },
      { type: "file", file: { filename: "b.pdf", file_data: "data:application/pdf;base64,UERG" } },
    ],
    [
      "of a chat, a picture",
      { type: "file", file: { file_id: "png" } },
      { type: "image_url", image_url: { url: "data:image/png;base64,UE5H" } },
    ],
    [
      "of Responses",
      { type: "input_file", file_id: "pdf" },
      { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,UERG" },
    ],
    [
      "of Responses, a picture",
      { type: "input_file", file_id: "png" },
      { type: "input_image", image_url: "data:image/png;base64,UE5H" },
    ],
    [
      "of Responses, a picture that is said to be one",
      { type: "input_image", file_id: "png", detail: "high" },
      { type: "input_image", image_url: "data:image/png;base64,UE5H", detail: "high" },
    ],
    [
      "of Messages",
      { type: "document", source: { type: "file", file_id: "pdf" }, title: "Mine" },
      { type: "document", source: { type: "base64", media_type: "application/pdf", data: "UERG" }, title: "Mine" },
    ],
    [
      "of Messages, a text as a text",
      { type: "document", source: { type: "file", file_id: "txt" } },
      { type: "document", source: { type: "text", media_type: "text/plain", data: "Ebbe ⚓" }, title: "a.txt" },
    ],
    [
      "of Messages, a picture",
      { type: "image", source: { type: "file", file_id: "png" } },
      { type: "image", source: { type: "base64", media_type: "image/png", data: "UE5H" } },
    ],
  ])("%s", (_, block, expected) => {
    expect(inline(block)).toEqual(expected);
  });

  test.each<JsonObject>([
    { type: "file", file: { file_id: "elsewhere" } },
    { type: "input_file", file_id: "elsewhere" },
    { type: "document", source: { type: "file", file_id: "elsewhere" } },
    { type: "container_upload", file_id: "pdf" },
    { type: "text", text: "pdf" },
    {},
  ])("is none of %j", (block) => {
    expect(inline(block)).toBeUndefined();
  });
});
