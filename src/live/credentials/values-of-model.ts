import type { ModelConfig } from "../../config/gateway-config.ts";
import { withDefined } from "../../config/with-defined.ts";
import type { JsonObject } from "../../core/json.ts";
import type { LiveContext } from "../live-context.ts";
import { modelNotFound } from "../models/find-model.ts";

/** The model in force, published or not. Throws `object_not_found`. */
export function findServed({ live }: LiveContext, id: string): ModelConfig {
  const model = live.config.models.find((each) => each.id === id);
  if (model === undefined) throw modelNotFound(id);
  return model;
}

/** What of it others could share: how its provider is reached, and who calls. */
export const valuesOfModel = ({ apiKey, apiBase, apiVersion, organization, settings }: ModelConfig): JsonObject =>
  withDefined({ api_key: apiKey, api_base: apiBase, api_version: apiVersion, organization, ...settings });
