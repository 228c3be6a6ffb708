import { isArray, textOf, type Json, type JsonObject } from "../../core/json.ts";
import { invalidRequest } from "../../dialects/read-fields.ts";

/** Where a client wants its objects to be, as LiteLLM's clients say it. */
export interface Destination {
  /** A public name. */
  readonly model: string | undefined;
  readonly provider: string | undefined;
}

const FIELDS = new Set(["model", "target_model_names", "custom_llm_provider"]);

/**
 * In the order of their precedence: the path's provider; `model` or the first of `target_model_names`, and
 * `custom_llm_provider`, each by header, body or query. Throws `invalid_request`, naming the field.
 */
export function readDestination(
  { headers, url }: Pick<Request, "headers" | "url">,
  body: JsonObject,
  pathProvider: string | undefined,
): Destination {
  const query = new URL(url).searchParams;
  const said = (field: string, header: string): string | undefined =>
    present(headers.get(header)) ?? present(firstName(body[field], field)) ?? present(query.get(field));
  return {
    model: said("model", "x-litellm-model") ?? said("target_model_names", "x-litellm-target-model-names"),
    provider: pathProvider ?? said("custom_llm_provider", "custom-llm-provider") ?? present(query.get("provider")),
  };
}

export const isDestination = (field: string): boolean => FIELDS.has(field);

/** Without what is for the gateway alone. `keepsModel`: the provider is told its model. */
export const withoutDestination = (body: JsonObject, keepsModel: boolean): JsonObject =>
  Object.fromEntries(
    Object.entries(body).filter(([field]) => !isDestination(field) || (keepsModel && field === "model")),
  );

const present = (text: string | null | undefined): string | undefined =>
  text === null || text === "" ? undefined : text;

/** A name, or the first of a list: `a`, `a,b`, `["a", "b"]`. */
function firstName(value: Json | undefined, field: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = textOf(isArray(value) ? value[0] : value);
  if (text === undefined) throw invalidRequest(field, "a text");
  return field === "target_model_names" ? text.split(",")[0]?.trim() : text;
}
