import { z } from "zod";
import { isLiveField, LIVE_FIELDS, LIVE_SECTIONS, type LiveSection } from "../../config/live-fields.ts";
import { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { id } from "../../tenancy/params.ts";
import { defineLiveAction, type LiveContext } from "../live-context.ts";
import { describeRouter } from "./describe-router.ts";
import { fieldOutput, routerOutput } from "./setting-output.ts";
import { readSection } from "./write-section.ts";

const section = z.enum(LIVE_SECTIONS).default("general_settings");

/** The fields of a section that can be set at runtime, and what was said of them. */
export const listConfig = defineLiveAction({
  method: "GET",
  paths: ["/config/list"],
  summary: "List settings with their values",
  permission: "see-all",
  input: z.object({ config_type: section }),
  output: z.array(fieldOutput),
  async run(context, { config_type: name }) {
    const said = await readSection(context, name);
    return LIVE_FIELDS[name].map((field) => describeField(context, name, field, said));
  },
});

export const getConfigField = defineLiveAction({
  method: "GET",
  paths: ["/config/field/info"],
  summary: "Show one setting",
  permission: "see-all",
  input: z.object({ field_name: id, config_type: section }),
  output: fieldOutput,
  async run(context, { field_name: field, config_type: name }) {
    const said = await readSection(context, name);
    if (isLiveField(name, field)) return describeField(context, name, field, said);
    throw new GatewayError("object_not_found", `There is no field "${field}" that can be set at runtime in ${name}`, {
      param: "field_name",
    });
  },
});

/** What routes requests now; names of fields and their units are those of a configuration file. */
export const getRouterSettings = defineLiveAction({
  method: "GET",
  paths: ["/router/settings"],
  summary: "Show the settings of the router",
  permission: "see-all",
  input: z.object({}),
  output: routerOutput,
  async run(context) {
    const said = await readSection(context, "router_settings");
    return {
      fields: LIVE_FIELDS.router_settings.map((field) => describeField(context, "router_settings", field, said)),
      current_values: describeRouter(context.live.config.settings),
    };
  },
});

function describeField({ live }: LiveContext, name: LiveSection, field: string, said: JsonObject): JsonObject {
  const inForce = name === "router_settings" ? describeRouter(live.config.settings)[field] : undefined;
  return { field_name: field, field_value: said[field] ?? inForce ?? null, stored_in_db: said[field] !== undefined };
}
