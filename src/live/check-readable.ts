import { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { splitSecrets } from "./split-secrets.ts";

/** Where a secret belongs that was found in a field that is not sealed. */
const INSTEAD = { model_info: "litellm_params", credential_info: "credential_values" } as const;

/** Throws `invalid_request`, naming the field, when something in it looks like a secret. */
export function checkReadable(info: JsonObject, field: keyof typeof INSTEAD): void {
  const [name] = Object.keys(splitSecrets(info).secret);
  if (name === undefined) return;
  const message = `\`${field}\` is not sealed, and \`${name}\` looks like a secret: write it in \`${INSTEAD[field]}\`.`;
  throw new GatewayError("invalid_request", message, { param: `${field}.${name}` });
}
