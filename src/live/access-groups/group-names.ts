import { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { indexNames } from "../../config/model-names.ts";
import type { Live } from "../live-context.ts";

/** The public names in a group as this isolate knows it: from the group's own row, and from models that name it. */
export const namesIn = ({ config }: Live, group: string): readonly string[] => {
  const { accessGroups: rows = {} } = config;
  const named = Object.hasOwn(rows, group) ? rows[group] : undefined;
  const said = config.models.flatMap(({ modelName, accessGroups }) =>
    accessGroups.includes(group) ? [modelName] : [],
  );
  return [...new Set([...(named ?? []), ...said])];
};

export const countDeployments = ({ config }: Live, names: readonly string[]): number =>
  config.models.filter(({ modelName }) => names.includes(modelName)).length;

export const groupRow = (live: Live, group: string, names: readonly string[]): JsonObject => ({
  access_group: group,
  model_names: names,
  deployment_count: countDeployments(live, names),
});

/** Throws `invalid_request` for a name that no model has. */
export function checkModelNames({ config }: Live, names: readonly string[]): void {
  const known = indexNames(config.models, Object.keys(config.aliases));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new GatewayError("invalid_request", known.describeUnknown(unknown), { param: "model_names" });
}

export const groupNotFound = (group: string): GatewayError =>
  new GatewayError("object_not_found", `Access group '${group}' does not exist`, { param: "access_group" });

/** Models of the configuration file name it, and only that file can take them out. */
export const isPublished = (group: string): GatewayError =>
  new GatewayError(
    "invalid_request",
    `Access group '${group}' is made by model_info.access_groups of models; change it there.`,
    { param: "access_group" },
  );
