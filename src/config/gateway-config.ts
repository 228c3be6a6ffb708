import type { CompatibleRow } from "../adapters/compatible-row.ts";
import type { Capability } from "../core/capability.ts";
import type { Prices } from "../core/deployment.ts";
import type { BudgetLimit, HolderLimits } from "../core/holder-limits.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { Operation } from "../core/operation.ts";
import type { ProviderSettings } from "../core/provider-settings.ts";
import type { WhenAway } from "../limits/allow-locally.ts";
import type { ShadowEntry } from "../limits/is-shadowed.ts";
import type { LeaseMode } from "../limits/lease.ts";
import type { CacheRule, TokenKind } from "../limits/measure-spent.ts";
import type { BudgetStatus } from "../limits/refuse-budget.ts";
import type { RouterSettings } from "../router/router-settings.ts";
import type { AlertChannel } from "./parse-alerting.ts";

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
  /** Parameters that models added at runtime may share by name (`credential_list`). */
  readonly credentials?: Readonly<Record<string, JsonObject>>;
  /** Group → public model names, beside what models say of themselves. */
  readonly accessGroups?: Readonly<Record<string, readonly string[]>>;
  /** `provider/model` → what it costs, over the catalogue. */
  readonly prices?: Readonly<Record<string, Partial<Prices>>>;
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
  readonly settings?: ProviderSettings;
  readonly headers: Readonly<Record<string, string>>;
  readonly defaults: JsonObject;
  readonly weight?: number;
  readonly order?: number;
  readonly tags?: readonly string[];
  readonly region?: string;
  /** Input tokens. */
  readonly contextWindow?: number;
  /** Over what the catalogue says; what is not named here stays as it is there. */
  readonly capabilities?: Readonly<Partial<Record<Capability, boolean>>>;
  readonly cooldownMs?: number;
  readonly retries?: number;
  readonly dropParams?: boolean;
  readonly allowedParams?: readonly string[];
  readonly droppedParams?: readonly string[];
  readonly mockResponse?: Json;
  readonly timeoutMs?: number;
  readonly streamTimeoutMs?: number;
  readonly streamIdleTimeoutMs?: number;
  /** Catalogue name to price by, when the provider's own name says nothing (`base_model`). */
  readonly baseModel?: string;
  readonly mode?: string;
  /** Overrides of the catalogue, nano-dollars per million tokens. */
  readonly prices?: Partial<Prices>;
  readonly maxOutputTokens?: number;
  /** Facts for the router, and limits only where the gateway enforces them. */
  readonly rpm?: number;
  readonly tpm?: number;
  readonly maxParallelRequests?: number;
  readonly budget?: BudgetLimit;
  /** Whose limits these are, where one entry of the file became several models; else its own. */
  readonly limitedAs?: string;
  /** Instead of the gateway's rule. */
  readonly excludeCachedTokens?: CacheRule;
  readonly accessGroups: readonly string[];
  readonly probe?: ProbeSettings;
  /** Added at runtime. */
  readonly isLive?: true;
}

/** What a deployment says of its own probes. The names in brackets are those of `model_info`. */
export interface ProbeSettings {
  /** Asked in place of the configured model, with or without the provider's prefix (`health_check_model`). */
  readonly model?: string;
  /** `health_check_timeout` */
  readonly timeoutMs?: number;
  /** `health_check_max_tokens` */
  readonly outputTokensMax?: number;
  /** Left out of scheduled runs (`disable_background_health_check`). */
  readonly isLeftOut?: boolean;
}

/** An OpenAI-compatible service that the configuration describes in full. */
export interface ProviderConfig {
  readonly baseUrl: string;
  readonly auth: { readonly type: "bearer" | "none" } | { readonly type: "header"; readonly name: string };
  readonly keyVariable?: string;
  readonly endpoints: readonly Operation[];
  /** Where it serves an operation at another path than OpenAI's. */
  readonly paths?: CompatibleRow["paths"];
  readonly headers: Readonly<Record<string, string>>;
  readonly rename: Readonly<Record<string, string>>;
  readonly drop: readonly string[];
  /** Fields of every chat that does not name them itself. */
  readonly defaults?: JsonObject;
  readonly clamp?: CompatibleRow["clamp"];
  readonly rerank?: CompatibleRow["rerank"];
  /** Content that is a list of texts is sent as one text. */
  readonly joinsContent?: boolean;
  readonly marksEnd?: boolean;
}

export interface Settings {
  readonly dropParams: boolean;
  readonly requestTimeoutMs: number;
  readonly firstByteTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly requestBytesMax: number;
  readonly invalidUnicode: "replace" | "escape" | "reject";
  /** Clients may mock failures, silence and delays to see what becomes of them. */
  readonly allowsMockTesting: boolean;
  readonly keyHeaderName?: string;
  readonly defaultKeyParams: JsonObject;
  /** No key is made with more (`upperbound_key_generate_params`). */
  readonly upperKeyParams: JsonObject;
  /** Teams that users may join (`default_internal_user_params.available_teams`). */
  readonly availableTeams: readonly string[];
  readonly limits: LimitSettings;
  readonly router: RouterSettings;
  readonly doorGuard: DoorGuardSettings;
  readonly health: HealthSettings;
  /** Where alerts go beside the log (`alerting`). */
  readonly alerting: readonly AlertChannel[];
  /** Paths behind which is somebody else's (`pass_through_endpoints`). */
  readonly passThrough?: readonly PassThroughSettings[];
}

/** How deployments are probed. The names in brackets are those of `general_settings`. */
export interface HealthSettings {
  /** Probes run by schedule alone; whoever asks is told what the latest found (`background_health_checks`). */
  readonly inBackground: boolean;
  /** From the beginning of one scheduled run to that of the next (`health_check_interval`). */
  readonly intervalMs: number;
  /** Tell addresses, times and errors, not only names (`health_check_details`). */
  readonly hasDetails: boolean;
}

/** What one address may do in a minute before it is turned away unheard. 0 is no limit. */
interface DoorGuardSettings {
  readonly failedAuthPerMinute: number;
  readonly requestsPerMinutePerIp: number;
}

/** How limits count, and what the gateway as a whole may use. */
export interface LimitSettings {
  /** IANA name; budgets are reset by its calendar. */
  readonly timeZone: string;
  /** `excludeCached` is for deployments that do not say otherwise. */
  readonly tokens: { readonly kind: TokenKind; readonly excludeCached: CacheRule };
  /** These are counted and reported, and refuse nobody. */
  readonly shadow: readonly ShadowEntry[];
  /** How long the counters may take to answer before they count as away. */
  readonly deadlineMs: number;
  readonly whenAway: WhenAway;
  readonly leases: LeaseMode;
  /** How a caller is told that a budget is used up. */
  readonly budgetStatus: BudgetStatus;
  /** A budget refuses what has no known price. */
  readonly needsPrices: boolean;
  /** The rates of deployments (`rpm`, `tpm`) are limits. */
  readonly enforcesDeploymentRates: boolean;
  /** By the tag and by the provider. */
  readonly tags: Readonly<Record<string, HolderLimits>>;
  readonly providers: Readonly<Record<string, HolderLimits>>;
  /** For each end user who has no budget of their own: `budgetId` names a stored one and comes first. */
  readonly endUser: { readonly budget?: BudgetLimit; readonly budgetId?: string };
  readonly proxy?: HolderLimits;
}

/** A path of the gateway behind which is somebody else's. */
export interface PassThroughSettings {
  readonly id?: string;
  /** Begins with a slash and does not end with one. */
  readonly path: string;
  readonly target: string;
  /** What is sent there; `os.environ/NAME` may stand anywhere in a value. */
  readonly headers: Readonly<Record<string, string>>;
  /** Paths below this one go to the same paths below the target. */
  readonly hasSubpaths: boolean;
  /** Dollars. */
  readonly costPerRequest?: number;
  /** False where whoever comes is let in. */
  readonly needsKey: boolean;
  readonly methods: readonly ("GET" | "POST" | "PUT" | "PATCH" | "DELETE")[];
}
