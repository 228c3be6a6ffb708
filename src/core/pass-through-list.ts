import { type JsonObject, textsOf } from "./json.ts";

/**
 * The configured paths that a key or team may call (`allowed_passthrough_routes`); empty means all. LiteLLM keeps them inside
 * of `metadata`.
 */
export const passThroughOf = ({
  extra,
  metadata,
}: {
  readonly extra: JsonObject;
  readonly metadata: JsonObject;
}): readonly string[] => textsOf(extra["allowed_passthrough_routes"] ?? metadata["allowed_passthrough_routes"]);
