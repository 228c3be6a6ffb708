import type { z } from "zod";
import type { Caller } from "../core/caller.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { ChangedHolder } from "../limits/spread-change.ts";
import type { Groups } from "../store/group-registry.ts";
import type { GroupSearch } from "../store/group-search.ts";
import type { KeyRegistry } from "../store/key-registry.ts";
import type { KeyCache } from "../store/key-store.ts";
import type { SpendReader } from "../store/spend-reader.ts";
import { parseInput } from "./parse-input.ts";

/** `any-key` actions are for every caller and decide themselves what of it the caller may see. */
type Permission = "admin" | "any-key";

export interface TenancyContext {
  readonly caller: Caller;
  readonly now: () => number;
  readonly keys: KeyRegistry;
  readonly groups: Groups;
  readonly search: GroupSearch;
  /** For a key that nobody can hold a copy of, but that may be remembered as missing. */
  readonly keyCache: Pick<KeyCache, "forget">;
  readonly spend: SpendReader;
  /**
   * Told of every holder that changed, after the database has the change: this isolate forgets its copies, and
   * isolates with older ones hear of it when they next ask for the limits. Never rejects.
   */
  readonly changed: (holders: readonly ChangedHolder[]) => Promise<void>;
  /** Fields for new keys that the request leaves out (`default_key_generate_params`). */
  readonly defaultKeyParams: JsonObject;
}

/** One thing management can do: its route, permission, schema and code are one value, so none can be forgotten. */
export interface Action {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** A step that begins with a colon is a field of the input: `/key/:key/reset_spend`. */
  readonly paths: readonly [string, ...string[]];
  readonly permission: Permission;
  readonly input: z.ZodType;
  /**
   * `raw` is the JSON body, or the query of a GET as an object of strings. The route and the permission
   * are the caller's to check; a `raw` that does not fit the schema is an `InvalidInput`.
   */
  run(context: TenancyContext, raw: Json): Promise<Json>;
}

interface Definition<Input extends z.ZodType> extends Omit<Action, "input" | "run"> {
  readonly input: Input;
  run(context: TenancyContext, input: z.output<Input>): Promise<Json>;
}

export const defineAction = <Input extends z.ZodType>(definition: Definition<Input>): Action => ({
  ...definition,
  run: async (context, raw) => {
    const input = parseInput(definition.input, raw, definition.method === "GET" ? "query" : "body");
    return await definition.run(context, input);
  },
});
