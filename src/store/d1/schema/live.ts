import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { json, models, record } from "./columns.ts";

/** Parameters of a model or credential that are secret, sealed as one text; null when there are none. */
const sealed = () => text("sealed");

/** Models that were added at runtime, in LiteLLM's form. */
export const liveModels = sqliteTable("models", {
  modelId: text("model_id").primaryKey(),
  modelName: text("model_name").notNull(),
  /** `litellm_params` without what is sealed. */
  params: json("params"),
  sealed: sealed(),
  /** `model_info` */
  info: json("info"),
  ...record(),
});

export const credentials = sqliteTable("credentials", {
  credentialName: text("credential_name").primaryKey(),
  /** `credential_values` without what is sealed. */
  values: json("credential_values"),
  sealed: sealed(),
  info: json("info"),
  ...record(),
});

export const accessGroups = sqliteTable("access_groups", {
  accessGroup: text("access_group").primaryKey(),
  models: models(),
  ...record(),
});

/** Sections of the configuration, such as `router_settings`, over what is published. */
export const liveSettings = sqliteTable("settings", {
  section: text("section").primaryKey(),
  value: json("value"),
  ...record(),
});

/** Prices over those of the catalogue, under LiteLLM's names. */
export const priceOverrides = sqliteTable("price_overrides", {
  /** `provider/model` */
  model: text("model").primaryKey(),
  prices: json("prices"),
  ...record(),
});

/** One row: higher after every write of the five tables above, so that an isolate learns of it by reading one row. */
export const liveVersion = sqliteTable("live_version", {
  id: integer("id").primaryKey(),
  version: integer("version").notNull(),
});
