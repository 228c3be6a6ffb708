import { variablesIn } from "./fill-variables.ts";
import type { GatewayConfig } from "./gateway-config.ts";
import { variableOf } from "./resolve-value.ts";

/** Every variable that a configuration may look up, sorted. */
export function listVariables(config: Omit<GatewayConfig, "variables">): string[] {
  const names = new Set(Object.values(config.providers).flatMap(({ keyVariable }) => keyVariable ?? []));
  const visit = (value: unknown): void => {
    if (typeof value === "string") {
      const name = variableOf(value);
      if (name !== undefined && name !== "") names.add(name);
    } else if (typeof value === "object" && value !== null) {
      Object.values(value).forEach(visit);
    }
  };
  visit(config);
  for (const { headers } of config.settings.passThrough ?? [])
    Object.values(headers)
      .flatMap(variablesIn)
      .forEach((name) => names.add(name));
  return [...names].toSorted();
}
