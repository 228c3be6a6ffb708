import type { JsonObject } from "../core/json.ts";
import { checkCircles } from "./check-circles.ts";
import { checkNames, indexAliases } from "./check-names.ts";
import type { GatewayConfig } from "./gateway-config.ts";
import { LIVE_FIELDS, LIVE_SECTIONS } from "./live-fields.ts";
import { indexNames } from "./model-names.ts";
import { type Draft, parseSettings } from "./parse-settings.ts";
import { formatPath, type Report } from "./problem.ts";

/**
 * Why sections could not be said at runtime, in the words in which a configuration file is judged; empty when they could.
 * `config` is what is in force: its models are those that may be named.
 */
export function checkLiveSettings(
  config: GatewayConfig,
  sections: Readonly<Record<string, JsonObject>>,
): readonly string[] {
  const problems: string[] = [];
  const note: Report["error"] = (path, message) => void problems.push(`${formatPath(path)}: ${message}`);
  for (const section of LIVE_SECTIONS) {
    const fields: readonly string[] = LIVE_FIELDS[section];
    for (const field of Object.keys(sections[section] ?? {})) {
      if (!fields.includes(field)) note([section, field], "cannot be set at runtime");
    }
  }
  if (problems.length > 0) return problems;
  // What has no effect is worth a warning in a file, and a refusal here: nobody reads warnings of an API.
  const report: Report = { error: note, warn: note };
  const draft: Draft = { settings: config.settings, aliases: config.aliases, masterKey: undefined };
  parseSettings(sections, draft, report);
  const aliases = new Map([
    ...Object.entries(config.aliases).map(([alias, { model }]) => [alias, model] as const),
    ...indexAliases([sections]),
  ]);
  checkNames(sections, indexNames(config.models, []), aliases, report);
  checkCircles([{ value: sections, report }], aliases);
  return [...new Set(problems)];
}
