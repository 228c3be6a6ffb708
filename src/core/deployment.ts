import type { HolderLimits } from "./holder-limits.ts";
import type { DeploymentId } from "./ids.ts";
import type { JsonObject } from "./json.ts";

/** Prices in nano-dollars per million tokens, which keeps every published price an integer. */
export interface Prices {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly cacheWrite1h?: number;
  readonly audioInput?: number;
  readonly audioOutput?: number;
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
  readonly headers: Readonly<Record<string, string>>;
  /** Request fields used where the client said nothing. */
  readonly defaults: JsonObject;
  readonly prices: Prices | undefined;
  readonly maxOutputTokens?: number | undefined;
  readonly dropParams: boolean;
  /** Limits on tokens leave out what it read from its provider's cache. */
  readonly excludesCachedTokens?: boolean;
  /** What may be used of it and of its provider, by all callers together. */
  readonly limits?: readonly HolderLimits[];
  readonly timeouts: Timeouts;
}
