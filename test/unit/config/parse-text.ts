import { adapters } from "../../../src/adapters/index.ts";
import type { GatewayConfig } from "../../../src/config/gateway-config.ts";
import { parseConfig, type ParsedConfig } from "../../../src/config/parse-config.ts";
import { formatProblem } from "../../../src/config/problem.ts";
import type { JsonObject } from "../../../src/core/json.ts";

const providers = new Set(adapters.keys());

/** Parses a file of this text among others that it may include. */
export const parseText = (text: string, others: Readonly<Record<string, string>> = {}): ParsedConfig =>
  parseConfig(text, "config.yaml", {
    providers,
    readFile: (path) => {
      const found = Object.hasOwn(others, path) ? others[path] : undefined;
      return found === undefined ? undefined : { text: found, file: path };
    },
  });

export const errorsOf = ({ errors }: ParsedConfig): string[] =>
  errors.map((problem) => formatProblem("error", problem));
export const warningsOf = ({ warnings }: ParsedConfig): string[] =>
  warnings.map((problem) => formatProblem("warning", problem));

/** A `model_list` with one model of these parameters, from line 4 on. */
export const oneModel = (params: string, name = "m"): string =>
  `model_list:\n  - model_name: "${name}"\n    litellm_params:\n${params.replace(/^/gm, "      ")}\n`;

/** The configuration that this value is read as. Throws when it has errors. */
export function configOf(value: JsonObject): GatewayConfig {
  const parsed = parseText(JSON.stringify(value));
  if (parsed.errors.length > 0) throw new Error(errorsOf(parsed).join("\n"));
  return parsed.config;
}
