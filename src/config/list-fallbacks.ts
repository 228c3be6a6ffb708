import type { Json, JsonObject } from "../core/json.ts";
import { isArray, isObject } from "../core/json.ts";
import type { Path } from "./problem.ts";
import { valueOf } from "./value-of.ts";

/** The key of a table that is for all models without an entry of their own. */
export const ANY = "*";

const TABLES = ["fallbacks", "context_window_fallbacks", "content_policy_fallbacks"] as const;

const SECTIONS = ["litellm_settings", "router_settings"] as const;

interface StandIn {
  readonly value: Json;
  /** Undefined where it has none, which has been told already. */
  readonly model: string | undefined;
  readonly path: Path;
}

/** A model and those that stand in for it, where they are written. */
interface FallbackEntry {
  readonly table: (typeof TABLES)[number];
  readonly model: string;
  readonly path: Path;
  readonly standIns: readonly StandIn[];
  /** The same list names the model further up, and that entry counts. */
  readonly isRepeated: boolean;
}

/** Every entry of a file's tables of fallbacks. What has another shape is left out: the schemas speak about it. */
export function listFallbacks(file: JsonObject): FallbackEntry[] {
  return SECTIONS.flatMap((section) =>
    TABLES.flatMap((table) => {
      const seen = new Set<string>();
      const path = [section, table];
      return itemsOf(valueOf(file, section, table)).flatMap((item, index) =>
        Object.entries(isObject(item) ? item : {}).map(([model, models]): FallbackEntry => {
          const isRepeated = seen.has(model);
          seen.add(model);
          const own = [...path, index, model];
          return { table, model, path: own, standIns: standInsOf(models, own), isRepeated };
        }),
      );
    }),
  );
}

/** `default_fallbacks`. */
export const listDefaultFallbacks = (file: JsonObject): StandIn[] =>
  SECTIONS.flatMap((section) => {
    const path = [section, "default_fallbacks"];
    return standInsOf(valueOf(file, section, "default_fallbacks"), path);
  });

const itemsOf = (value: Json | undefined): readonly Json[] => (isArray(value) ? value : []);

const standInsOf = (value: Json | undefined, path: Path): StandIn[] =>
  itemsOf(value).map((item, index) => {
    const model = isObject(item) ? item["model"] : item;
    return {
      value: item,
      model: typeof model === "string" && model !== "" ? model : undefined,
      path: [...path, index],
    };
  });
