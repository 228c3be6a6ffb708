import { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { CredentialRecord, LiveModelRecord } from "../store/live-config.ts";
import type { Sealer } from "../store/seal-secrets.ts";
import { MASK, splitSecrets } from "./split-secrets.ts";

interface Sealed {
  readonly open: JsonObject;
  readonly sealed: string | null;
  /** The names of what is sealed. */
  readonly hidden: readonly string[];
}

/** What a box belongs to: it opens for nothing else. */
export const modelRowName = (modelId: string): string => `model:${modelId}`;
export const credentialRowName = (credentialName: string): string => `credential:${credentialName}`;

/** As it is stored. Throws `gateway_not_configured` for a secret that there is no key for, `invalid_request` for a mask. */
export async function sealParams(sealer: Sealer, params: JsonObject, row: string): Promise<Sealed> {
  const { open, secret } = splitSecrets(params);
  const hidden = Object.keys(secret);
  const masked = hidden.find((name) => secret[name] === MASK);
  if (masked !== undefined) {
    const message = `\`${masked}\`: ${MASK} stands for a value that is not shown. Write the value itself.`;
    throw new GatewayError("invalid_request", message, { param: masked });
  }
  return { open, sealed: hidden.length === 0 ? null : await sealer.seal(secret, row), hidden };
}

/** With their secrets. Throws `secret_unreadable`. */
export const openModel = async (
  sealer: Sealer,
  { modelId, params, sealed }: Pick<LiveModelRecord, "modelId" | "params" | "sealed">,
): Promise<JsonObject> => await openParams(sealer, params, sealed, modelRowName(modelId));

/** The same. */
export const openCredential = async (
  sealer: Sealer,
  { credentialName, values, sealed }: Pick<CredentialRecord, "credentialName" | "values" | "sealed">,
): Promise<JsonObject> => await openParams(sealer, values, sealed, credentialRowName(credentialName));

const openParams = async (sealer: Sealer, open: JsonObject, sealed: string | null, row: string): Promise<JsonObject> =>
  sealed === null ? open : { ...open, ...(await sealer.open(sealed, row)) };
