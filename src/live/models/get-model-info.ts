import { z } from "zod";
import { numberOf, textOf } from "../../core/json.ts";
import { pageNumber, pageSize } from "../../tenancy/params.ts";
import { defineLiveAction } from "../live-context.ts";
import { modelNotFound } from "./find-model.ts";
import { type Entry, listEntries } from "./list-entries.ts";
import { deploymentPageOutput, deploymentsOutput } from "./model-output.ts";

export const getModelInfo = defineLiveAction({
  method: "GET",
  paths: ["/model/info", "/v1/model/info"],
  summary: "List the deployments of the models this key may use",
  permission: "any-key",
  input: z.object({ litellm_model_id: z.string().optional() }),
  output: deploymentsOutput,
  async run(context, { litellm_model_id: id }) {
    const entries = await listEntries(context);
    if (id === undefined) return { data: entries };
    const entry = entries.find(({ model_info }) => model_info.id === id);
    if (entry === undefined) throw modelNotFound(id);
    return { data: [entry] };
  },
});

/** Entries are compared by this text or number; those without one come last. */
const SORTS = {
  model_name: ({ model_name: name }) => name,
  created_at: ({ model_info: info }) => textOf(info["created_at"]),
  updated_at: ({ model_info: info }) => textOf(info["updated_at"]),
  costs: ({ model_info: info }) => {
    const [input, output] = [numberOf(info["input_cost_per_token"]), numberOf(info["output_cost_per_token"])];
    return input === undefined || output === undefined ? undefined : input + output;
  },
} as const satisfies Record<string, (entry: Entry) => string | number | undefined>;

export const pageModelInfo = defineLiveAction({
  method: "GET",
  paths: ["/v2/model/info"],
  summary: "List deployments, page by page",
  permission: "any-key",
  input: z.object({
    page: pageNumber,
    size: pageSize(50, 500),
    /** A part of the public name. */
    search: z.string().optional(),
    model: z.string().optional(),
    modelId: z.string().optional(),
    sortBy: z.enum(Object.keys(SORTS) as [keyof typeof SORTS]).optional(),
    sortOrder: z.enum(["asc", "desc"]).default("asc"),
  }),
  output: deploymentPageOutput,
  async run(context, { page, size, search, model, modelId, sortBy, sortOrder }) {
    const part = search?.toLowerCase() ?? "";
    const found = (await listEntries(context)).filter(
      ({ model_name: name, model_info: info }) =>
        name.toLowerCase().includes(part) &&
        (model === undefined || name === model) &&
        (modelId === undefined || info.id === modelId),
    );
    const sorted = sortBy === undefined ? found : sortEntries(found, SORTS[sortBy], sortOrder === "desc");
    return {
      data: sorted.slice((page - 1) * size, page * size),
      total_count: found.length,
      current_page: page,
      total_pages: Math.ceil(found.length / size),
      size,
    };
  },
});

function sortEntries(
  entries: readonly Entry[],
  by: (entry: Entry) => string | number | undefined,
  descending: boolean,
): readonly Entry[] {
  return entries.toSorted((one, other) => {
    const [a, b] = [by(one), by(other)];
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    if (a === b) return 0;
    return a < b === descending ? 1 : -1;
  });
}
