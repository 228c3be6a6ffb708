import type { Json } from "../../../src/core/json.ts";

/** What else a field may be, in JSON: a text without words, nothing, tokens. */
const FINE: Readonly<Record<string, readonly string[]>> = {
  "completions.prompt": ['""', "[7]"],
  "embeddings.input": ["[7]"],
  "responses.input": ['""', "[]"],
  "countResponses.input": ['""', "[]"],
  "compaction.input": ['""', "[]"],
  "speech.input": ['""'],
};

/** What a field cannot be that was fine as `good`. */
export const wrongFor = (name: string, good: Json | undefined): readonly (Json | undefined)[] =>
  [undefined, null, 7, true, "", "text", {}, [], [7], [null]].filter(
    (value) =>
      !(FINE[name] ?? []).includes(JSON.stringify(value)) &&
      (value === "" || value === null || Array.isArray(value) || typeof value !== typeof good),
  );
