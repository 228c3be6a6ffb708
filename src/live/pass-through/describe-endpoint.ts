import type { JsonObject } from "../../core/json.ts";
import type { LiveContext } from "../live-context.ts";
import { endpointRowName } from "./seal-endpoint.ts";

/** What is in force where nothing is said. */
const DEFAULTS: JsonObject = {
  headers: {},
  include_subpath: false,
  cost_per_request: null,
  auth: true,
  methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
};

/** One that was added at runtime, in LiteLLM's form. */
export function describeStored({ live }: Pick<LiveContext, "live">, id: string, stored: JsonObject): JsonObject {
  const { sealed_secrets: _, ...shown } = stored;
  const row = endpointRowName(id).replace(":", " ");
  const problem = live.problems.find((each) => each.row === row)?.message;
  return { ...DEFAULTS, ...shown, id, is_from_config: false, ...(problem !== undefined && { problem }) };
}

export const describePublished = (id: string, shown: JsonObject): JsonObject => ({
  ...DEFAULTS,
  ...shown,
  id,
  is_from_config: true,
});
