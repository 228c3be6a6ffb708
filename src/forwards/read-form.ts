import { isArray, isObject, type Json, type JsonObject, parseJson } from "../core/json.ts";
import { isGatewayField } from "../pipeline/strip-gateway-fields.ts";
import { malformed } from "../streams/malformed-multipart.ts";

const STEPS_MAX = 100;

type Field = readonly [name: string, value: string];

/** What a form can say in a text and JSON would say otherwise: objects, lists, numbers and booleans. */
const isSpoken = (name: string): boolean => isGatewayField(name) || name === "metadata";

/**
 * The fields of a form as a JSON body would have them: `a[b]` is an object, `a[]` a list, and what the gateway reads itself
 * may be JSON. Fields that providers read stay texts. Throws `invalid_request` for a name without end.
 */
export function readForm(fields: readonly Field[]): JsonObject {
  const body: Branch = Object.create(null) as Branch;
  for (const [name, value] of fields) {
    const root = rootOf(name);
    const steps = [root, ...[...name.slice(root.length).matchAll(/\[([^\]]*)\]/g)].map(([, step = ""]) => step)];
    // As deep as a JSON body may be.
    if (steps.length > STEPS_MAX) throw malformed(`a name nests deeper than ${STEPS_MAX} levels`);
    grow(body, steps, isSpoken(root) ? (parseJson(value) ?? value) : value);
  }
  // A single tag needs no list.
  return typeof body["tags"] === "string" ? { ...body, tags: [body["tags"]] } : { ...body };
}

/** `metadata[tags][]` is a part of `metadata`. */
export const rootOf = (name: string): string => /^[^[]*/.exec(name)?.[0] ?? name;

interface Branch {
  [step: string]: Json;
}

function grow(into: Branch, [step = "", ...steps]: readonly string[], value: Json): void {
  const there = into[step];
  if (steps.length === 0) into[step] = value;
  else if (steps[0] === "") into[step] = [...(isArray(there) ? there : []), value];
  else {
    const branch = (isObject(there) ? { ...there } : {}) as Branch;
    grow(branch, steps, value);
    into[step] = branch;
  }
}
