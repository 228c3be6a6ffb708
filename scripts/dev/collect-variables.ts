import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import type { GatewayConfig } from "../../src/config/gateway-config.ts";
import { registry } from "../../src/config/registry.ts";
import { REDIS_VARIABLES } from "../../src/store/redis/open-counters.ts";

export type Variables = Readonly<Record<string, string>>;

/** What the gateway itself looks up, whatever is configured. */
const OWN_VARIABLES = [
  "LITELLM_SALT_KEY",
  "LITELLM_SALT_KEY_PREVIOUS",
  "LITELLM_MODEL_COST_MAP_URL",
  "WEBHOOK_URL",
] as const;

/**
 * Every variable that the configuration, a provider or the gateway itself looks up, as far as it is set: by the shell, else by the
 * file. Of providers that the configuration does not use too: a model may be added at runtime.
 */
export function collectVariables(config: GatewayConfig, shell: NodeJS.ProcessEnv, file: string): Variables {
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  const conventional = [...registry.values()].flatMap(
    ({ keyVariables, baseVariables, versionVariables = [], settings = {} }) => [
      ...keyVariables,
      ...baseVariables,
      ...versionVariables,
      ...Object.values(settings).flat(),
    ],
  );
  const names = new Set([
    ...config.variables,
    ...conventional,
    ...REDIS_VARIABLES,
    ...OWN_VARIABLES,
    // As `wrangler dev` does: what stands there is for the gateway.
    ...Object.keys(fromFile),
  ]);
  const found = [...names].map((name) => [name, shell[name] || fromFile[name]] as const);
  return Object.fromEntries(found.filter((entry): entry is [string, string] => Boolean(entry[1])));
}
