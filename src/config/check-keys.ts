import type { Json } from "../core/json.ts";
import { isObject } from "../core/json.ts";
import type { Path, Report } from "./problem.ts";
import { suggestName } from "./suggest-name.ts";

export interface Vocabulary {
  /** Keys that have an effect. */
  readonly supported: Iterable<string>;
  /** Keys that mean something to LiteLLM and have no effect here yet. */
  readonly known: Iterable<string>;
  /** Families of such keys. */
  readonly knownPattern?: RegExp;
}

/** Warns of every key that will have no effect, and says whether it is a misspelling. */
export function checkKeys(value: Json | undefined, path: Path, vocabulary: Vocabulary, report: Report): void {
  if (!isObject(value)) return;
  const supported = new Set(vocabulary.supported);
  const known = new Set(vocabulary.known);
  for (const key of Object.keys(value)) {
    if (supported.has(key)) continue;
    if (known.has(key) || vocabulary.knownPattern?.test(key) === true) {
      report.warn([...path, key], `"${key}" is not supported yet and has no effect`);
      continue;
    }
    const suggestion = suggestName(key, [...supported, ...known]);
    const hint = suggestion === undefined ? "" : `; did you mean "${suggestion}"?`;
    report.warn([...path, key], `unknown key "${key}" has no effect${hint}`);
  }
}
