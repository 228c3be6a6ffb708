import type { Action } from "../tenancy/action.ts";
import { deleteAccessGroup, updateAccessGroup } from "./access-groups/change-access-group.ts";
import { getAccessGroup, listAccessGroups } from "./access-groups/get-access-groups.ts";
import { newAccessGroup } from "./access-groups/new-access-group.ts";
import { credentialActions } from "./credentials/index.ts";
import { deleteFallback, getFallback, setFallback } from "./fallbacks/change-fallback.ts";
import type { LiveParts } from "./live-context.ts";
import { modelActions } from "./models/index.ts";
import { createEndpoint, deleteEndpoint, updateEndpoint } from "./pass-through/change-endpoints.ts";
import { getEndpoints } from "./pass-through/get-endpoints.ts";
import { changeCosts, getCosts } from "./prices/change-costs.ts";
import { reloadCosts } from "./prices/reload-costs.ts";
import { deleteConfigField, updateConfig, updateConfigField } from "./settings/change-config.ts";
import { getConfigField, getRouterSettings, listConfig } from "./settings/get-config.ts";

/** Everything that can be configured at runtime. */
export const liveActions: readonly Action<LiveParts>[] = [
  ...modelActions,
  ...credentialActions,
  newAccessGroup,
  listAccessGroups,
  getAccessGroup,
  updateAccessGroup,
  deleteAccessGroup,
  setFallback,
  getFallback,
  deleteFallback,
  updateConfig,
  updateConfigField,
  deleteConfigField,
  listConfig,
  getConfigField,
  getRouterSettings,
  getEndpoints,
  createEndpoint,
  updateEndpoint,
  deleteEndpoint,
  getCosts,
  changeCosts,
  reloadCosts,
];
