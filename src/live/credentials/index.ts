import type { Action } from "../../tenancy/action.ts";
import type { LiveParts } from "../live-context.ts";
import { deleteCredential } from "./delete-credential.ts";
import { getCredential, getCredentialOfModel, listCredentials } from "./get-credentials.ts";
import { newCredential } from "./new-credential.ts";
import { resealSecrets } from "./reseal-secrets.ts";
import { updateCredential } from "./update-credential.ts";

/** Parameters, secret ones above all, that models share by name. */
export const credentialActions: readonly Action<LiveParts>[] = [
  newCredential,
  listCredentials,
  getCredential,
  getCredentialOfModel,
  updateCredential,
  deleteCredential,
  resealSecrets,
];
