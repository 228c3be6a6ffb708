import type { JsonObject } from "../core/json.ts";
import { mergeExtra } from "../tenancy/given.ts";
import { MASK } from "./split-secrets.ts";

/** What is given wins, null takes away, and what is sent back as it was shown stays. */
export const mergeParams = (before: JsonObject, given: JsonObject): JsonObject =>
  mergeExtra(before, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== MASK)));
