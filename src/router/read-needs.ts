import type { Capability } from "../core/capability.ts";
import { isArray, isObject, objectsOf } from "../core/json.ts";
import type { Json, JsonObject } from "../core/json.ts";

/** Content parts that only some models take, by their names in OpenAI's chat completions and Anthropic's messages. */
const PARTS: ReadonlyMap<Json | undefined, Capability> = new Map([
  ["image_url", "vision"],
  ["image", "vision"],
  ["file", "pdf"],
  ["document", "pdf"],
  ["input_audio", "audio_input"],
] as const);

/**
 * What a request cannot do without, from a body of OpenAI's chat completions or Anthropic's messages. It judges nothing: what it
 * does not know needs nothing. Reasoning is no need: a model that cannot think answers all the same.
 */
export function readNeeds(body: JsonObject): readonly Capability[] {
  const needs = new Set<Capability>();
  if (isFilled(body.tools) || isFilled(body.functions)) needs.add("tools");
  if (isArray(body.modalities) && body.modalities.includes("audio")) needs.add("audio_output");
  if (asksForSchema(body)) needs.add("json_schema");
  addParts(body, needs);
  return [...needs];
}

const isFilled = (value: Json | undefined): boolean => isArray(value) && value.length > 0;

/** `output_format` is what Anthropic called `output_config.format` at first. */
function asksForSchema({ response_format, output_config, output_format }: JsonObject): boolean {
  const formats = [response_format, output_format, isObject(output_config) ? output_config.format : undefined];
  return formats.some((format) => isObject(format) && format.type === "json_schema");
}

/** Results of tools and documents have parts of their own. A list instead of recursion: clients choose how deep. */
function addParts({ messages }: JsonObject, needs: Set<Capability>): void {
  const contents = objectsOf(messages).map(({ content }) => content);
  while (contents.length > 0) {
    for (const part of objectsOf(contents.pop())) {
      const source = isObject(part.source) ? part.source : undefined;
      const need = isText(source) ? undefined : PARTS.get(part.type);
      if (need !== undefined) needs.add(need);
      contents.push(part.content, source?.content);
    }
  }
}

/** A document of text or of blocks is no file: any model can be told what it says. */
const isText = (source: JsonObject | undefined): boolean => source?.type === "text" || source?.type === "content";
