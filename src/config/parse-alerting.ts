import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { isArray, isObject } from "../core/json.ts";
import type { Report } from "./problem.ts";

/** Where alerts may go; LiteLLM's `WEBHOOK_URL` is the address. */
const ALERT_CHANNELS = ["webhook"] as const;
export type AlertChannel = (typeof ALERT_CHANNELS)[number];

const isChannel = (name: string): name is AlertChannel => ALERT_CHANNELS.some((channel) => channel === name);

/** What `general_settings.alerting` names of them. */
export const alerting = z
  .array(z.string(), { error: "a list of channels, such as webhook" })
  .transform((names) => names.filter(isChannel));

/** Warns of channels that have no effect here, such as `slack`. */
export function checkAlerting({ general_settings: general }: JsonObject, report: Report): void {
  const names = isObject(general) ? general["alerting"] : undefined;
  if (!isArray(names)) return;
  names.forEach((name, index) => {
    if (typeof name === "string" && !isChannel(name))
      report.warn(["general_settings", "alerting", index], `${name} has no effect here yet; use webhook`);
  });
}
