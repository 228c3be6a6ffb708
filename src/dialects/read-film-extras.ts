import { type Json, type JsonObject, parseJson } from "../core/json.ts";

/** What a provider takes beside what OpenAI has words for, and what it reads it as. */
export type FilmParameters = Readonly<Record<string, "string" | "boolean" | "number">>;

interface Extras {
  readonly taken: JsonObject;
  readonly unsupported: readonly string[];
}

/** An order is of one film, and of as many seconds as are charged. */
const FIXED: ReadonlySet<string> = new Set(["sampleCount", "durationSeconds", "duration"]);

/** Forms say everything in texts. `allowed` names what is said though it is not known. */
export function readFilmExtras(extras: JsonObject, known: FilmParameters, allowed: ReadonlySet<string>): Extras {
  const entries = Object.entries(extras).map(([name, value]): [string, Json | undefined] => {
    const type = Object.hasOwn(known, name) ? known[name] : undefined;
    const read = type === "string" || typeof value !== "string" ? value : (parseJson(value) ?? value);
    const isTaken = typeof read === type || (allowed.has(name) && !FIXED.has(name));
    return [name, isTaken ? read : undefined];
  });
  return {
    taken: Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
    unsupported: entries.flatMap(([name, value]) => (value === undefined ? [name] : [])),
  };
}
