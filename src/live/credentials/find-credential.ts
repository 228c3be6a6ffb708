import { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import type { CredentialRecord } from "../../store/live-config.ts";
import { type LiveContext, registriesOf } from "../live-context.ts";

/** The values of a credential of the published configuration. */
export const publishedValues = ({ live }: Pick<LiveContext, "live">, name: string): JsonObject | undefined => {
  const { credentials = {} } = live.published;
  return Object.hasOwn(credentials, name) ? credentials[name] : undefined;
};

/** One that was added at runtime. Throws `object_not_found`, and `invalid_request` for one that is published. */
export async function findCredential(context: LiveContext, name: string): Promise<CredentialRecord> {
  const record = await registriesOf(context).credentials.find(name);
  if (record !== undefined) return record;
  if (publishedValues(context, name) === undefined) throw credentialNotFound(name);
  const message = `Credential ${name} is of the published configuration, which is changed where it is written and published again.`;
  throw new GatewayError("invalid_request", message, { param: "credential_name" });
}

export const credentialNotFound = (name: string): GatewayError =>
  new GatewayError("object_not_found", `Credential ${name} not found`, { param: "credential_name" });
