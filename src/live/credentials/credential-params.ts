import { dictionary } from "../../tenancy/params.ts";

/** What a request may say of a credential, beside its name. */
export const credentialFields = { credential_values: dictionary.nullish(), credential_info: dictionary.nullish() };
