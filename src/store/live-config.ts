import type { JsonObject } from "../core/json.ts";
import type { Registry, RowFields } from "./group-registry.ts";

/** A model that was added at runtime, in LiteLLM's form. */
export interface LiveModelRecord extends RowFields {
  readonly modelId: string;
  readonly modelName: string;
  /** `litellm_params` without what is secret. */
  readonly params: JsonObject;
  /** The secret ones, as `Sealer` seals them; null when there are none. */
  readonly sealed: string | null;
  /** `model_info` */
  readonly info: JsonObject;
}

/** Parameters that models share by name. */
export interface CredentialRecord extends RowFields {
  readonly credentialName: string;
  /** `credential_values` without what is secret. */
  readonly values: JsonObject;
  readonly sealed: string | null;
  /** `credential_info` */
  readonly info: JsonObject;
}

/** One name for several models, by which keys may be given them. */
interface AccessGroupRecord extends RowFields {
  readonly accessGroup: string;
  /** Public model names. */
  readonly models: readonly string[];
}

/** The row of settings that holds prices which were fetched: model → prices, as in `PriceRecord`. */
export const FETCHED_PRICES = "model_cost_map";

/** The row of settings that holds pass-through endpoints: id → endpoint, its secrets in a box of its own. */
export const PASS_THROUGH = "pass_through_endpoints";

/** What is said at runtime in one section of the configuration. */
export interface LiveSettingRecord extends RowFields {
  readonly section: string;
  /** In LiteLLM's form; only the fields that differ from what is published. */
  readonly value: JsonObject;
}

/** The price of one model, over what the catalogue says. */
export interface PriceRecord extends RowFields {
  /** `provider/model` */
  readonly model: string;
  /** Under LiteLLM's names, in dollars. */
  readonly prices: JsonObject;
}

/** All that can be configured at runtime. Every write raises the version that `LiveConfigReader` tells. */
export interface LiveRegistries {
  readonly models: Registry<LiveModelRecord, string>;
  readonly credentials: Registry<CredentialRecord, string>;
  readonly accessGroups: Registry<AccessGroupRecord, string>;
  readonly settings: Registry<LiveSettingRecord, string>;
  readonly prices: Registry<PriceRecord, string> & {
    /** Each in the place of the one of its model, which keeps when and by whom it was made. All or none; no model twice. */
    putAll(records: readonly PriceRecord[]): Promise<void>;
  };
}

/** Everything of it, as it stood at one version. */
export interface LiveRows {
  readonly version: number;
  /** In the order in which they were added. */
  readonly models: readonly LiveModelRecord[];
  readonly credentials: readonly CredentialRecord[];
  readonly accessGroups: readonly AccessGroupRecord[];
  readonly settings: readonly LiveSettingRecord[];
  readonly prices: readonly PriceRecord[];
}

/** Both throw `store_unavailable` when they cannot answer. */
export interface LiveConfigReader {
  /** One row is read. */
  version(): Promise<number>;
  /** All of one instant. */
  read(): Promise<LiveRows>;
}
