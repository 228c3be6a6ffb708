import type { JsonObject } from "../../core/json.ts";
import { GatewayError } from "../../core/errors.ts";
import type { CredentialRecord } from "../../store/live-config.ts";
import type { Sealer } from "../../store/seal-secrets.ts";
import { openCredential } from "../seal-row.ts";
import { maskSecrets, splitSecrets } from "../split-secrets.ts";

/** As LiteLLM's answers have it; what is secret in the values is masked. */
export const credentialRow = (name: string, values: JsonObject, more: JsonObject = {}): JsonObject => {
  const { open, secret } = splitSecrets(values);
  return {
    credential_name: name,
    credential_values: maskSecrets(open, Object.keys(secret)),
    credential_info: {},
    ...more,
  };
};

/** One that was added at runtime; where its box does not open, only what is beside it is shown. */
export async function describeCredential(sealer: Sealer, record: CredentialRecord): Promise<JsonObject> {
  const { credentialName, values, info } = record;
  const more = { credential_info: info, origin: "database" };
  try {
    return credentialRow(credentialName, await openCredential(sealer, record), more);
  } catch (error) {
    return credentialRow(credentialName, values, { ...more, problem: GatewayError.from(error).message });
  }
}
