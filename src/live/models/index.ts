import type { Action } from "../../tenancy/action.ts";
import type { LiveParts } from "../live-context.ts";
import { deleteModel } from "./delete-model.ts";
import { getModelGroups } from "./get-model-groups.ts";
import { getModelInfo, pageModelInfo } from "./get-model-info.ts";
import { getSupportedParams } from "./get-supported-params.ts";
import { newModel } from "./new-model.ts";
import { patchModel, updateModel } from "./update-model.ts";

/** Models that are added at runtime, and what is known of all of them. */
export const modelActions: readonly Action<LiveParts>[] = [
  newModel,
  updateModel,
  patchModel,
  deleteModel,
  getModelInfo,
  pageModelInfo,
  getModelGroups,
  getSupportedParams,
];
