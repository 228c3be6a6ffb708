import type { Prices } from "../core/deployment.ts";
import type { HolderLimits } from "../core/holder-limits.ts";
import type { JsonObject } from "../core/json.ts";
import type { TokenRule } from "../limits/measure-spent.ts";
import type { Metric } from "../limits/plan-claims.ts";

/**
 * A validated configuration: plain JSON, made when it is published, read by the worker at start.
 * A string that begins with `os.environ/` stands for the variable of that name; it is looked up in the
 * worker's environment, so no secret is ever in here.
 */
export interface GatewayConfig {
  readonly models: readonly ModelConfig[];
  /** Alias → model group. Hidden ones are not listed. */
  readonly aliases: Readonly<Record<string, { readonly model: string; readonly hidden: boolean }>>;
  /** Providers declared in the configuration itself. */
  readonly providers: Readonly<Record<string, ProviderConfig>>;
  readonly masterKey?: string;
  readonly settings: Settings;
  /** Variables that the configuration sets itself (`environment_variables`), before the worker's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every variable the configuration may look up, so that a local run can pass them on. */
  readonly variables: readonly string[];
}

export interface ModelConfig {
  /** Stable across restarts: `model_info.id`, or derived from the parameters. */
  readonly id: string;
  readonly modelName: string;
  readonly provider: string;
  readonly model: string;
  readonly apiKey?: string;
  readonly apiBase?: string;
  readonly apiVersion?: string;
  readonly organization?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly defaults: JsonObject;
  readonly weight?: number;
  readonly dropParams?: boolean;
  readonly timeoutMs?: number;
  readonly streamTimeoutMs?: number;
  readonly streamIdleTimeoutMs?: number;
  /** Catalogue name to price by, when the provider's own name says nothing (`base_model`). */
  readonly baseModel?: string;
  readonly mode?: string;
  /** Overrides of the catalogue, nano-dollars per million tokens. */
  readonly prices?: Partial<Prices>;
  readonly maxOutputTokens?: number;
  readonly accessGroups: readonly string[];
}

/** An OpenAI-compatible service that the configuration describes in full. */
export interface ProviderConfig {
  readonly baseUrl: string;
  readonly auth: { readonly type: "bearer" | "none" } | { readonly type: "header"; readonly name: string };
  readonly keyVariable?: string;
  readonly endpoints: readonly ("chat" | "embedding")[];
  readonly headers: Readonly<Record<string, string>>;
  readonly rename: Readonly<Record<string, string>>;
  readonly drop: readonly string[];
}

export interface Settings {
  readonly dropParams: boolean;
  readonly requestTimeoutMs: number;
  readonly firstByteTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly requestBytesMax: number;
  readonly invalidUnicode: "replace" | "escape" | "reject";
  readonly keyHeaderName?: string;
  readonly defaultKeyParams: JsonObject;
  readonly limits: LimitSettings;
}

/** How limits count, and what the gateway as a whole may use. */
export interface LimitSettings {
  /** IANA name; budgets are reset by its calendar. */
  readonly timeZone: string;
  readonly tokens: TokenRule;
  /** These are counted and reported, and refuse nobody. */
  readonly shadow: readonly Metric[];
  /** How long the counters may take to answer before they count as away. */
  readonly deadlineMs: number;
  readonly proxy?: HolderLimits;
}
