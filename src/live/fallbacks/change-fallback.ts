import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { id } from "../../tenancy/params.ts";
import { defineLiveAction, type LiveContext } from "../live-context.ts";
import { readSection, rewriteSections } from "../settings/write-section.ts";
import { deletedFallbackOutput, fallbackOutput, setFallbackOutput } from "./fallback-output.ts";
import {
  FALLBACK_FIELDS,
  fallbackKind,
  type FallbackKind,
  fallbacksOf,
  readTable,
  writeTable,
} from "./fallback-tables.ts";

export const setFallback = defineLiveAction({
  method: "POST",
  paths: ["/fallback"],
  summary: "Set the fallbacks of a model",
  permission: "admin",
  input: z.object({ model: id, fallback_models: z.array(id).min(1).max(10), fallback_type: fallbackKind }),
  output: setFallbackOutput,
  async run(context, { model, fallback_models: models, fallback_type: kind }) {
    await changeTable(context, kind, (table) => void table.set(model, models));
    return { ...answer(model, kind), fallback_models: models, message: `Fallbacks of '${model}' are set` };
  },
});

export const getFallback = defineLiveAction({
  method: "GET",
  paths: ["/fallback/:model"],
  summary: "Show the fallbacks of a model",
  permission: "see-all",
  input: z.object({ model: id, fallback_type: fallbackKind }),
  output: fallbackOutput,
  async run(context, { model, fallback_type: kind }) {
    const { router } = context.live.config.settings;
    const said = readTable((await readSection(context, "router_settings"))[FALLBACK_FIELDS[kind]]);
    const models = said.get(model) ?? fallbacksOf(router, kind, model);
    if (models === undefined) throw none(model, kind);
    return { ...answer(model, kind), fallback_models: models };
  },
});

/** What the configuration file says stands again after that. */
export const deleteFallback = defineLiveAction({
  method: "DELETE",
  paths: ["/fallback/:model"],
  summary: "Delete the fallbacks of a model",
  permission: "admin",
  input: z.object({ model: id, fallback_type: fallbackKind }),
  output: deletedFallbackOutput,
  async run(context, { model, fallback_type: kind }) {
    await changeTable(context, kind, (table) => {
      if (table.delete(model)) return;
      if (fallbacksOf(context.live.published.settings.router, kind, model) === undefined) throw none(model, kind);
      const message = `The fallbacks of '${model}' are of the configuration file; change them there.`;
      throw new GatewayError("invalid_request", message, { param: "model" });
    });
    return { ...answer(model, kind), message: `Fallbacks of '${model}' are deleted` };
  },
});

async function changeTable(
  context: LiveContext,
  kind: FallbackKind,
  change: (table: Map<string, readonly string[]>) => void,
): Promise<void> {
  const field = FALLBACK_FIELDS[kind];
  await rewriteSections(context, ["router_settings"], (said) => {
    const table = new Map(readTable(said[field]));
    change(table);
    return { ...said, [field]: table.size === 0 ? null : writeTable(table) };
  });
}

const answer = (model: string, kind: FallbackKind) => ({ model, fallback_type: kind });

const none = (model: string, kind: FallbackKind): GatewayError =>
  new GatewayError("object_not_found", `There are no ${kind} fallbacks of '${model}'`, { param: "model" });
