import { capabilities } from "./capabilities.ts";
import { contextWindow } from "./context-window.ts";
import { cooldown } from "./cooldown.ts";
import type { Filter } from "./filter.ts";
import { order } from "./order.ts";
import { pinned } from "./pinned.ts";
import { region } from "./region.ts";
import { tags } from "./tags.ts";

/** In LiteLLM's order, so that who is cooling does not stand in the way of the default ones of `tags`. */
export const FILTERS: readonly Filter[] = [pinned, cooldown, contextWindow, capabilities, region, tags, order];

/**
 * When nobody is left whom the request could go to, those that cool count again: the only deployment that can serve a
 * request is never dropped for a fault.
 */
export const LAST_RESORT: readonly Filter[] = [pinned, contextWindow, capabilities, region, tags, cooldown, order];
