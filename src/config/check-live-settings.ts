import type { JsonObject } from "../core/json.ts";
import type { RouterSettings } from "../router/router-settings.ts";
import { checkCircles } from "./check-circles.ts";
import { checkNames, indexAliases } from "./check-names.ts";
import type { GatewayConfig } from "./gateway-config.ts";
import { isLiveField, LIVE_SECTIONS } from "./live-fields.ts";
import { indexNames } from "./model-names.ts";
import { type Draft, parseSettings } from "./parse-settings.ts";
import { formatPath, type Report } from "./problem.ts";

interface Configured {
  /** What is in force: its models are those that may be named. */
  readonly config: GatewayConfig;
  /** Its fallbacks stand beside those that are said at runtime. */
  readonly published: GatewayConfig;
}

/** Why sections could not be said at runtime, in the words in which a configuration file is judged; empty when they could. */
export function checkLiveSettings(
  { config, published }: Configured,
  sections: Readonly<Record<string, JsonObject>>,
): readonly string[] {
  const problems: string[] = [];
  const note: Report["error"] = (path, message) => void problems.push(`${formatPath(path)}: ${message}`);
  for (const section of LIVE_SECTIONS) {
    for (const field of Object.keys(sections[section] ?? {})) {
      if (!isLiveField(section, field)) note([section, field], "cannot be set at runtime");
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
  const file = writeFallbacks(published.settings.router);
  checkCircles(
    [file, sections].map((value) => ({ value, report })),
    aliases,
  );
  return [...new Set(problems)];
}

const writeFallbacks = (router: RouterSettings): JsonObject => ({
  router_settings: {
    fallbacks: [router.fallbacks],
    context_window_fallbacks: [router.contextWindowFallbacks],
    content_policy_fallbacks: [router.contentPolicyFallbacks],
  },
});
