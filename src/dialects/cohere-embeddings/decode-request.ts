import type { EmbeddingRequest } from "../../core/embedding.ts";
import { GatewayError } from "../../core/errors.ts";
import { isArray, type Json, type JsonObject } from "../../core/json.ts";
import { defined, invalidRequest, objectList, optionalNumber, optionalString, requiredString } from "../read-fields.ts";
import { toTask } from "../map-embedding-task.ts";
import { readTexts } from "./read-intent.ts";

/**
 * Fields that are not forwarded as extras. The first row is dealt with below, the second by `listUntranslatable`, but for
 * `priority`, which is about Cohere's queues.
 */
const NOT_EXTRA = new Set(
  "model texts images inputs input_type output_dimension embedding_types truncate max_tokens priority".split(" "),
);

export function decodeRequest(body: JsonObject): EmbeddingRequest {
  if (isArray(body.images) && body.images.length > 0) throw pictures("images");
  return {
    input: [...readTexts(body.texts), ...objectList(body.inputs, "inputs").map(readInput)],
    extras: Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== null && !NOT_EXTRA.has(name))),
    ...defined({
      dimensions: optionalNumber(body.output_dimension, "output_dimension"),
      taskType: decodeInputType(body.input_type),
    }),
    // Cohere asks it of everyone.
    taskIsHint: true,
  };
}

function decodeInputType(value: Json | undefined): string | undefined {
  const inputType = optionalString(value, "input_type");
  if (inputType === "image") throw pictures("input_type");
  const task = toTask(inputType);
  if (inputType === undefined || task !== undefined) return task;
  throw invalidRequest("input_type", "search_document, search_query, classification, clustering or image");
}

/** One vector is made of all that an input holds. */
function readInput({ content }: JsonObject, index: number): string {
  const path = `inputs[${index}].content`;
  const texts = objectList(content, path).map((item, at) => {
    if (item.type === "image_url") throw pictures(`${path}[${at}]`);
    return requiredString(item.text, `${path}[${at}].text`);
  });
  if (texts.length === 0) throw invalidRequest(path, "a non-empty array");
  return texts.join("\n");
}

/** None can be left out: each has its vector. */
const pictures = (path: string): GatewayError =>
  new GatewayError("unsupported_parameter", `\`${path}\`: this model takes texts, no pictures.`, { param: path });
