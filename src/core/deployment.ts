import type { Capability } from "./capability.ts";
import type { HolderLimits } from "./holder-limits.ts";
import type { DeploymentId } from "./ids.ts";
import type { Json, JsonObject } from "./json.ts";
import type { ProviderSettings } from "./provider-settings.ts";
import type { FilmGrade } from "./usage.ts";

/**
 * Prices in nano-dollars per million tokens, which keeps every published price an integer; where another unit is named,
 * per one of it. Beside such a price, an `input` and `output` of 0 say that tokens are not what is charged.
 */
export interface Prices {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly cacheWrite1h?: number;
  readonly audioInput?: number;
  readonly audioOutput?: number;
  /** Sound and pictures that are read from the cache; without it, what any cached input costs. */
  readonly cacheReadAudio?: number;
  readonly cacheReadImage?: number;
  /** Pictures that are charged by their tokens. */
  readonly imageInput?: number;
  readonly imageOutput?: number;
  /** Per picture that is drawn. */
  readonly perImage?: number;
  /** Per search unit of a rerank. */
  readonly perSearchUnit?: number;
  /** Per search of the web that the provider runs: beside the tokens. */
  readonly perSearch?: number;
  /** Per character that is spoken. */
  readonly perCharacter?: number;
  /** Per second of sound or film. */
  readonly perSecond?: number;
  /** Per second of a film that is not the usual; without a price of its own it costs `perSecond`. */
  readonly perFilmSecond?: { readonly [G in FilmGrade]?: number };
  /** Per page that is read. */
  readonly perPage?: number;
  /** What a page costs on top of `perPage` when it is annotated as well. */
  readonly perAnnotatedPage?: number;
  /** Per text that is sent into a session of sound. */
  readonly perMessage?: number;
  readonly perRequest?: number;
  /** Above so many input tokens, all tokens of the call are priced by the tier. Ascending. */
  readonly tiers?: readonly PriceTier[];
}

export interface PriceTier {
  readonly aboveInputTokens: number;
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly cacheWrite1h?: number;
}

/** Milliseconds; each falls back to the gateway's default. */
interface Timeouts {
  /** From sending the request to the first byte of the answer's body (streams) or the headers (whole answers). */
  readonly firstByteMs: number;
  /** Between two chunks of a stream. */
  readonly idleMs: number;
  readonly totalMs: number;
}

/** What routing weighs and compares. Absent is unknown, or not said. */
export interface RoutingFacts {
  readonly weight?: number;
  /** Requests and tokens a minute that it is good for; hints, unless they are enforced (`Deployment.limits`). */
  readonly rpm?: number;
  readonly tpm?: number;
  /** Only deployments of the lowest order that is left are used. */
  readonly order?: number;
  readonly tags: readonly string[];
  /** `eu`, `us`, or the name of a place in neither. */
  readonly region?: string;
  /** Input tokens. */
  readonly contextWindow?: number;
  readonly capabilities?: readonly Capability[];
  readonly cooldownMs?: number;
  readonly retries?: number;
}

/** One place a model can be reached: provider, upstream model name, credential, price. */
export interface Deployment {
  readonly id: DeploymentId;
  /** The public name it serves, as configured (may hold wildcards). */
  readonly modelName: string;
  readonly provider: string;
  /** The provider's name for the model; for a wildcard deployment, already filled in for this request. */
  readonly model: string;
  readonly baseUrl?: string | undefined;
  readonly credential?: string | undefined;
  readonly apiVersion?: string | undefined;
  readonly organization?: string | undefined;
  readonly settings: ProviderSettings;
  readonly headers: Readonly<Record<string, string>>;
  /** Request fields used where the client said nothing. */
  readonly defaults: JsonObject;
  readonly prices: Prices | undefined;
  readonly maxOutputTokens?: number | undefined;
  readonly dropParams: boolean;
  /** Fields that are sent as they are, whatever is known of the provider. */
  readonly allowedParams?: readonly string[];
  /** Fields that are taken out: `field`, `parent.child`, `list[0].field`, `list[*].field`. */
  readonly droppedParams?: readonly string[];
  /** Answered by the gateway itself, as a mock: a text or an address, the name of one of LiteLLM's exceptions, or numbers. */
  readonly mockResponse?: Json;
  /** Limits on tokens leave out what it read from its provider's cache. */
  readonly excludesCachedTokens?: boolean;
  /** What may be used of it and of its provider, by all callers together. */
  readonly limits?: readonly HolderLimits[];
  readonly timeouts: Timeouts;
  readonly routing: RoutingFacts;
}
