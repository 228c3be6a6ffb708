type Step = string | number;

/** One of each kind of JSON value, and those that tend to be forgotten. */
const WRONG: readonly unknown[] = [null, true, 0, -1, 1.5, 1e308, "", "x", "\ud800", [], [null], [[]], {}, { a: 1 }];

export interface Mutation {
  /** Where and what: `messages[0].role = null`. */
  readonly name: string;
  readonly value: unknown;
}

/** The value with each of its parts, in turn, left out and replaced by every kind of wrong value. */
export function* mutations(value: unknown): Generator<Mutation> {
  for (const path of pathsOf(value)) {
    const where = path
      .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
      .join("")
      .replace(/^\./, "");
    yield { name: `${where} left out`, value: replaceAt(value, path, undefined) };
    for (const wrong of WRONG)
      yield { name: `${where} = ${JSON.stringify(wrong)}`, value: replaceAt(value, path, wrong) };
  }
}

function* pathsOf(value: unknown, path: readonly Step[] = []): Generator<readonly Step[]> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  const steps: Iterable<Step> = Array.isArray(value) ? value.keys() : Object.keys(value);
  for (const step of steps) yield* pathsOf(Reflect.get(value, step), [...path, step]);
}

function replaceAt(value: unknown, [step, ...rest]: readonly Step[], wrong: unknown): unknown {
  if (step === undefined) return wrong;
  const copy: unknown = Array.isArray(value) ? [...value] : { ...Object(value) };
  Reflect.set(Object(copy), step, replaceAt(Reflect.get(Object(copy), step), rest, wrong));
  return copy;
}
