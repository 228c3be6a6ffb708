import { z } from "zod";
import { LIVE_SECTIONS } from "../../config/live-fields.ts";
import { withDefined } from "../../config/with-defined.ts";
import { GatewayError } from "../../core/errors.ts";
import { anything, dictionary, id } from "../../tenancy/params.ts";
import { defineLiveAction } from "../live-context.ts";
import { changedFieldOutput } from "./setting-output.ts";
import { changeSections } from "./write-section.ts";

const section = z.enum(LIVE_SECTIONS).default("general_settings");

/** Several sections at once, each as a configuration file has it. */
export const updateConfig = defineLiveAction({
  method: "POST",
  paths: ["/config/update"],
  summary: "Change settings at runtime",
  permission: "admin",
  input: z
    .object({
      general_settings: dictionary.optional(),
      litellm_settings: dictionary.optional(),
      router_settings: dictionary.optional(),
    })
    .catchall(anything),
  output: z.object({ message: z.string() }),
  async run(context, { general_settings, litellm_settings, router_settings, ...others }) {
    const other = Object.keys(others)[0];
    if (other !== undefined) {
      const hint = other === "model_list" ? " Use /model/new." : " It belongs to what is deployed.";
      throw new GatewayError("invalid_request", `${other} cannot be set at runtime.${hint}`, { param: other });
    }
    await changeSections(context, withDefined({ general_settings, litellm_settings, router_settings }));
    return { message: "Config updated successfully" };
  },
});

export const updateConfigField = defineLiveAction({
  method: "POST",
  paths: ["/config/field/update"],
  summary: "Change one setting at runtime",
  permission: "admin",
  input: z.object({ field_name: id, field_value: anything, config_type: section }),
  output: changedFieldOutput,
  async run(context, { field_name: field, field_value: value = null, config_type: name }) {
    const after = await changeSections(context, { [name]: { [field]: value } });
    return { config_type: name, field_name: field, ...after };
  },
});

/** What the configuration file says stands again after that. */
export const deleteConfigField = defineLiveAction({
  method: "POST",
  paths: ["/config/field/delete"],
  summary: "Set one setting back to what is published",
  permission: "admin",
  input: z.object({ field_name: id, config_type: section }),
  output: changedFieldOutput,
  async run(context, { field_name: field, config_type: name }) {
    const after = await changeSections(context, { [name]: { [field]: null } });
    return { config_type: name, field_name: field, ...after };
  },
});
