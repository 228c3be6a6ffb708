import type { EmbeddingRequest } from "../../core/embedding.ts";
import type { JsonObject } from "../../core/json.ts";
import {
  defined,
  invalidRequest,
  optionalNumber,
  optionalObject,
  optionalString,
  requiredObject,
} from "../read-fields.ts";
import { pick, readList, toCamel } from "./read-names.ts";
import { untranslatable } from "./untranslatable.ts";

/** What one vector is asked for, and where that stands in the body: "", or `requests[0].`. */
export interface Asked {
  readonly request: JsonObject;
  readonly path: string;
}

/** Newer clients say the settings in an object of their own. */
const CONFIG = "embedContentConfig";
const SETTINGS = ["outputDimensionality", "taskType", "title"] as const;

/** The parts of what is to be embedded. Throws `invalid_request` where there are none. */
export function readParts({ request, path }: Asked): readonly JsonObject[] {
  const content = requiredObject(request.content, `${path}content`);
  const parts = readList(content.parts, `${path}content.parts`);
  if (parts.length > 0) return parts;
  throw invalidRequest(`${path}content.parts`, "a non-empty array of parts");
}

/** Throws `unsupported_parameter` for what is no text, and for settings that are not the same for all texts. */
export function decodeEmbedding(asked: readonly Asked[]): EmbeddingRequest {
  const [first, ...others] = asked.map(readSettings);
  for (const [index, other] of others.entries()) {
    const differing = SETTINGS.find((name) => other[name] !== first?.[name]);
    if (differing === undefined) continue;
    throw untranslatable(`${asked[index + 1]?.path}${differing}`, "what differs from one text to the next");
  }
  const { outputDimensionality: dimensions, taskType, title } = first ?? {};
  return { input: asked.map(readText), extras: {}, ...defined({ dimensions, taskType, title }) };
}

/** Fields that only Google knows (`autoTruncate`, `documentOcr`). */
export function listUntranslatable(asked: readonly Asked[]): readonly string[] {
  const names = asked.flatMap(({ request }) => [
    ...Object.keys(request).filter((name) => !["model", "content", CONFIG].includes(toCamel(name))),
    ...Object.keys(configIn(request) ?? {}),
  ]);
  return [...new Set(names)].filter((name) => !SETTINGS.some((known) => known === toCamel(name)));
}

const configIn = (request: JsonObject, path = ""): JsonObject | undefined =>
  optionalObject(pick(request, CONFIG), `${path}${CONFIG}`);

function readSettings({ request, path }: Asked) {
  const settings = { ...request, ...configIn(request, path) };
  const at = (name: (typeof SETTINGS)[number]) => [pick(settings, name), `${path}${name}`] as const;
  const dimensions = optionalNumber(...at("outputDimensionality"));
  const taskType = optionalString(...at("taskType"));
  return {
    // 0, "" and the unspecified are how typed clients leave it out.
    outputDimensionality: dimensions === 0 ? undefined : dimensions,
    taskType: taskType === "TASK_TYPE_UNSPECIFIED" ? undefined : taskType || undefined,
    title: optionalString(...at("title")) || undefined,
  };
}

function readText(asked: Asked): string {
  const texts = readParts(asked).map((part, index) => {
    if (typeof part.text === "string") return part.text;
    throw untranslatable(`${asked.path}content.parts[${index}]`, "what is no text");
  });
  return texts.join("\n");
}
