import type { JsonObject } from "../core/json.ts";
import { isObject } from "../core/json.ts";
import { checkKeys } from "./check-keys.ts";
import type { Report } from "./problem.ts";
import { limit, map } from "./value-schemas.ts";
import { withDefined } from "./with-defined.ts";

const SHAPE = {
  failed_auth_per_minute: limit.optional(),
  requests_per_minute_per_ip: limit.optional(),
};

/** What `general_settings.door_guard` says, and only that. */
export const doorGuard = map(SHAPE, "a map of limits at the door").transform((found) =>
  withDefined({
    failedAuthPerMinute: found.failed_auth_per_minute,
    requestsPerMinutePerIp: found.requests_per_minute_per_ip,
  }),
);

/** Warns of keys in there that have no effect. */
export function checkDoorGuard({ general_settings: general }: JsonObject, report: Report): void {
  if (!isObject(general)) return;
  const vocabulary = { supported: Object.keys(SHAPE), known: [] };
  checkKeys(general["door_guard"], ["general_settings", "door_guard"], vocabulary, report);
}
