import type { Json, JsonObject } from "../core/json.ts";
import { isArray, isObject, textsOf } from "../core/json.ts";
import { defined, invalidRequest, optionalBoolean } from "../dialects/read-fields.ts";

/** What becomes of fields that a provider may not take; said by a request or by a deployment. */
export interface ParamRules {
  /** Leave out what cannot be translated, instead of refusing the request. */
  readonly dropParams?: boolean;
  /** Fields that are sent as they are, whatever is known of the provider. */
  readonly allowedParams?: readonly string[];
  /** Fields that are taken out: `field`, `parent.child`, `list[0].field`, `list[*].field`. */
  readonly droppedParams?: readonly string[];
}

/** A rule costs a walk through the body. */
const RULES_MAX = 50;
const PATH_CHARS_MAX = 200;
const NAME = String.raw`[^.[\]]+(?:\[(?:\*|\d+)\])*`;
const PATH = new RegExp(String.raw`^${NAME}(?:\.${NAME})*$`);

/** Reads the rules of a request. Throws `invalid_request`, naming the field. */
export function readParamRules(asked: JsonObject): ParamRules {
  return defined({
    dropParams: optionalBoolean(asked["drop_params"], "drop_params"),
    allowedParams: readNames(asked["allowed_openai_params"], "allowed_openai_params", () => true),
    droppedParams: readNames(asked["additional_drop_params"], "additional_drop_params", (path) => PATH.test(path)),
  });
}

function readNames(
  value: Json | undefined,
  field: string,
  isName: (text: string) => boolean,
): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const names = textsOf(value);
  if (!isArray(value) || names.length < value.length) throw invalidRequest(field, "a list of field names");
  if (names.length > RULES_MAX) throw invalidRequest(field, `at most ${RULES_MAX} field names`);
  const wrong = names.findIndex((name) => name.length > PATH_CHARS_MAX || !isName(name));
  if (wrong >= 0)
    throw invalidRequest(`${field}[${wrong}]`, "a field such as seed, a.b, tools[0].name or tools[*].name");
  return names;
}

/** The body without the fields at these paths. A path that leads nowhere, or is none, takes nothing out. */
export const dropFields = (body: JsonObject, paths: readonly string[]): JsonObject =>
  paths.reduce((kept, path) => {
    // A name that holds a dot.
    if (Object.hasOwn(kept, path)) return omit(kept, path);
    const left = PATH.test(path) ? without(kept, stepsOf(path)) : kept;
    return isObject(left) ? left : kept;
  }, body);

/** A name of an object, a place in a list, or every place. */
type Step = string | number | typeof EVERY;
const EVERY = Symbol("every");

const stepsOf = (path: string): readonly Step[] =>
  [...path.matchAll(/\[(\*|\d+)\]|[^.[\]]+/g)].map(([text, place]) =>
    place === undefined ? text : place === "*" ? EVERY : Number(place),
  );

function without(value: Json, [step, ...rest]: readonly Step[]): Json {
  if (step === undefined) return value;
  if (typeof step === "string") {
    if (!isObject(value) || !Object.hasOwn(value, step)) return value;
    return rest.length === 0 ? omit(value, step) : { ...value, [step]: without(value[step] ?? null, rest) };
  }
  if (!isArray(value)) return value;
  const isMeant = (index: number): boolean => step === EVERY || step === index;
  return rest.length === 0
    ? value.filter((_, index) => !isMeant(index))
    : value.map((item, index) => (isMeant(index) ? without(item, rest) : item));
}

const omit = (object: JsonObject, name: string): JsonObject => {
  const { [name]: _, ...rest } = object;
  return rest;
};
