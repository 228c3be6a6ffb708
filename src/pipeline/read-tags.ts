import type { Json, JsonObject } from "../core/json.ts";
import { isArray, isObject, textsOf } from "../core/json.ts";
import { invalidRequest } from "../dialects/read-fields.ts";

const HEADER = "x-litellm-tags";
/** Limits are looked up for each tag. */
const TAGS_MAX = 100;

/**
 * The tags of a request, each once: `tags`, `metadata.tags` and `litellm_metadata.tags`, and the header as `a,b`.
 * Throws `invalid_request`, naming the field.
 */
export function readTags(asked: JsonObject, headers: Headers): readonly string[] {
  const { metadata, litellm_metadata: more } = asked;
  const own = isObject(metadata) ? metadata["tags"] : undefined;
  const tags = [
    ...listOf(asked["tags"], "tags"),
    // A text is metadata of the provider's that happens to have this name.
    ...listOf(typeof own === "string" ? undefined : own, "metadata.tags"),
    ...listOf(isObject(more) ? more["tags"] : undefined, "litellm_metadata.tags"),
    ...splitHeader(headers.get(HEADER)),
  ];
  if (tags.length > TAGS_MAX) throw invalidRequest("tags", `at most ${TAGS_MAX} tags`);
  return [...new Set(tags)];
}

function listOf(value: Json | undefined, path: string): readonly string[] {
  if (value === undefined || value === null) return [];
  const texts = textsOf(value);
  if (!isArray(value) || texts.length < value.length) throw invalidRequest(path, "a list of texts");
  return texts;
}

const splitHeader = (text: string | null): readonly string[] =>
  text === null
    ? []
    : text
        .split(",")
        .map((tag) => tag.trim())
        .filter((tag) => tag !== "");
