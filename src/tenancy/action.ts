import type { z } from "zod";
import type { AccessGroups } from "../auth/check-model-access.ts";
import type { Caller } from "../core/caller.ts";
import { GatewayError } from "../core/errors.ts";
import type { HolderLimits } from "../core/holder-limits.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { NanoUsd } from "../core/money.ts";
import type { ChangedHolder } from "../limits/spread-change.ts";
import type { ModelIndex } from "../router/model-index.ts";
import type { AuditLog, Author } from "../store/audit-log.ts";
import type { Groups } from "../store/group-registry.ts";
import type { GroupSearch } from "../store/group-search.ts";
import type { KeyRegistry } from "../store/key-registry.ts";
import type { KeyCache } from "../store/key-store.ts";
import type { SpendReader } from "../store/spend-reader.ts";
import type { SpentReader } from "../store/spent-reader.ts";
import type { StandingReader } from "../store/standing-reader.ts";
import { type Actor, readActor } from "./access/actor.ts";
import { judgePermission, judgeRole, type Targets } from "./access/judge-permission.ts";
import { type Permission, type PlainPermission, ruleOf, type ScopedPermission } from "./access/permissions.ts";
import { parseInput } from "./parse-input.ts";

/** What each provider may spend (`router_settings.provider_budget_config`), and who knows what it has spent. */
export interface ProviderBudgets {
  readonly limits: Readonly<Record<string, HolderLimits>>;
  readonly spent: SpentReader;
  /** By whose calendar periods begin: an IANA name. */
  readonly timeZone: string;
}

export interface TenancyContext {
  readonly caller: Caller;
  readonly now: () => number;
  readonly keys: KeyRegistry;
  readonly groups: Groups;
  readonly search: GroupSearch;
  /** For a key that nobody can hold a copy of, but that may be remembered as missing. */
  readonly keyCache: Pick<KeyCache, "forget">;
  readonly spend: SpendReader;
  readonly standings: StandingReader;
  readonly audit: AuditLog;
  /** The registries for one who writes: each write leaves an entry in the audit log. */
  readonly writing: (author: Author) => Pick<TenancyContext, "keys" | "groups">;
  /**
   * Told of every holder that changed, after the database has the change: this isolate forgets its copies, and
   * isolates with older ones hear of it when they next ask for the limits. Never rejects.
   */
  readonly changed: (holders: readonly ChangedHolder[]) => Promise<void>;
  /** Fields for new keys that the request leaves out (`default_key_generate_params`). */
  readonly defaultKeyParams: JsonObject;
  /** No key is made with more than these (`upperbound_key_generate_params`). */
  readonly upperKeyParams?: JsonObject;
  /** The teams that users may join (`default_internal_user_params.available_teams`). */
  readonly availableTeams?: readonly string[];
  readonly providerBudgets?: ProviderBudgets;
  /** IANA name; budgets are reset by its calendar. UTC where it is left out. */
  readonly timeZone?: string;
  /** What the whole gateway may spend (`litellm_settings.max_budget`). */
  readonly proxyBudget?: NanoUsd | undefined;
  readonly accessGroups: AccessGroups;
  readonly models: Pick<ModelIndex, "find">;
}

/** The same once it is known who asks. */
export interface ActionContext extends TenancyContext {
  readonly actor: Actor;
}

/** One thing management can do: its route, permission, schema and code are one value, so none can be forgotten. */
export interface Action<Parts extends TenancyContext = TenancyContext> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** A step that begins with a colon is a field of the input: `/key/:key/reset_spend`. */
  readonly paths: readonly [string, ...string[]];
  /** What it does, in a few words: for the API's document. */
  readonly summary?: string;
  readonly permission: Permission;
  readonly input: z.ZodType;
  /** What it answers. There may be more: fields that clients gave, and LiteLLM's that have no effect. */
  readonly output: z.ZodType;
  /** The answer as rows, for who asks with `format=csv`. */
  readonly table?: (answer: Json) => readonly JsonObject[];
  /**
   * `raw` is the JSON body, or the query of a GET as an object of strings. Whoever may not is refused with
   * `route_denied`; a `raw` that does not fit the schema is an `InvalidInput`. The route is the caller's to check.
   */
  run(context: Parts, raw: Json): Promise<Json>;
}

/** What a permission is judged over, for one that depends on it; `param` is the field that names it. */
interface Over<Context, Input> {
  readonly param: string;
  find(context: Context, input: Input): Promise<Targets>;
}

type Guard<Context, Input> =
  | { readonly permission: PlainPermission; readonly over?: undefined }
  | { readonly permission: ScopedPermission; readonly over: Over<Context, Input> };

type Definition<Parts extends TenancyContext, Input extends z.ZodType> = Omit<
  Action<Parts>,
  "permission" | "input" | "run"
> &
  Guard<Parts & ActionContext, z.output<Input>> & {
    readonly input: Input;
    run(context: Parts & ActionContext, input: z.output<Input>): Promise<Json>;
  };

/** The one place where permissions are checked: an action cannot be run around it. `Parts`: all that its code may use. */
export const defineActionWith =
  <Parts extends TenancyContext>() =>
  <Input extends z.ZodType>(definition: Definition<Parts, Input>): Action<Parts> => {
    const { method, paths, summary, permission, input: schema, output, over, table } = definition;
    return {
      method,
      paths,
      permission,
      input: schema,
      output,
      ...(summary !== undefined && { summary }),
      ...(table !== undefined && { table }),
      run: async (asked, raw) => {
        const actor = await readActor(asked.caller, asked.standings);
        const verdict = judgeRole(actor, permission, paths);
        if (verdict === "denied") throw denied(paths[0]);
        const isWrite = ruleOf(permission).access === "write";
        const written = isWrite ? asked.writing({ key: actor.key, user: actor.userId }) : {};
        const context = { ...asked, ...written, actor };
        const input = parseInput(schema, raw, method === "GET" ? "query" : "body");
        // The same refusal whether what is asked for exists or not.
        if (
          verdict === "depends" &&
          over !== undefined &&
          !judgePermission(actor, permission, await over.find(context, input), paths)
        )
          throw denied(paths[0], over.param);
        return await definition.run(context, input);
      },
    };
  };

/** For what needs no more than the tenants' own data. */
export const defineAction = defineActionWith<TenancyContext>();

const denied = (path: string, param?: string): GatewayError =>
  new GatewayError("route_denied", `You are not allowed to do this. Route=${path}.`, { param });
