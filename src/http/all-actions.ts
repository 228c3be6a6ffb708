import { liveActions } from "../live/index.ts";
import type { LiveParts } from "../live/live-context.ts";
import type { Action } from "../tenancy/action.ts";
import { actions } from "../tenancy/index.ts";

/** Every management route. */
export const allActions: readonly Action<LiveParts>[] = [...actions, ...liveActions];
