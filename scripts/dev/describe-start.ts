import type { GatewayConfig } from "../../src/config/gateway-config.ts";
import { environmentOf, resolveValue, variableOf } from "../../src/config/resolve-value.ts";
import type { Variables } from "./collect-variables.ts";

/** What to do next, as lines for the terminal: a first request to paste, and who may send one. No secret is in it. */
export function describeStart(
  url: string,
  config: GatewayConfig,
  variables: Variables,
  model: string | undefined,
): string {
  const env = environmentOf(config, variables);
  const { masterKey = "" } = config;
  const isOpen = resolveValue(masterKey, env) === undefined || masterKey === "";
  const variable = variableOf(masterKey) ?? "LITELLM_MASTER_KEY";
  const headers = isOpen ? [] : [`-H "${config.settings.keyHeaderName ?? "Authorization"}: Bearer $${variable}"`];
  const body = { model, messages: [{ role: "user", content: "Hello" }] };
  const request =
    model === undefined
      ? ["curl", `${url}/v1/models`, ...headers]
      : [
          "curl",
          `${url}/v1/chat/completions`,
          ...headers,
          "-H 'Content-Type: application/json'",
          `-d ${quote(JSON.stringify(body))}`,
        ];
  const access = isOpen
    ? "No master key is set: whoever is on this machine may use it."
    : `It asks for a key; ${variable} is the master key.`;
  return `\nTollgate serves ${url}\n\n  ${request.join(" ")}\n\n${access} Ctrl-C stops it.\n`;
}

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
