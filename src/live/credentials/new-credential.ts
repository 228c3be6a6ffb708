import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import type { CredentialRecord } from "../../store/live-config.ts";
import { withoutNulls } from "../../tenancy/given.ts";
import { id } from "../../tenancy/params.ts";
import { stampNew } from "../../tenancy/stamps.ts";
import { checkReadable } from "../check-readable.ts";
import { defineLiveAction, registriesOf } from "../live-context.ts";
import { modelId } from "../models/model-params.ts";
import { credentialRowName, sealParams } from "../seal-row.ts";
import { doneOutput } from "./credential-output.ts";
import { credentialFields } from "./credential-params.ts";
import { publishedValues } from "./find-credential.ts";
import { findServed, valuesOfModel } from "./values-of-model.ts";

/** Its values are those that are given, over those of the model that is named. */
export const newCredential = defineLiveAction({
  method: "POST",
  paths: ["/credentials"],
  summary: "Keep a credential, sealed",
  permission: "admin",
  input: z.object({ ...credentialFields, credential_name: id, model_id: modelId.nullish() }),
  output: doneOutput,
  async run(context, { credential_name: name, credential_values, credential_info, model_id }) {
    if (publishedValues(context, name) !== undefined) throw taken(name);
    const copied = typeof model_id === "string" ? valuesOfModel(findServed(context, model_id)) : {};
    const values = withoutNulls({ ...copied, ...credential_values });
    if (Object.keys(values).length === 0) {
      const message = "A credential needs `credential_values`, or a `model_id` to take them from.";
      throw new GatewayError("invalid_request", message, { param: "credential_values" });
    }
    const info = withoutNulls(credential_info ?? {});
    checkReadable(info, "credential_info");
    const { open, sealed } = await sealParams(context.live.sealer, values, credentialRowName(name));
    const record: CredentialRecord = {
      credentialName: name,
      values: open,
      sealed,
      info,
      extra: {},
      ...stampNew(context),
    };
    if ((await registriesOf(context).credentials.insert(record)) === "taken") throw taken(name);
    context.live.changed();
    return { success: true, message: "Credential created successfully" };
  },
});

const taken = (name: string): GatewayError =>
  new GatewayError("object_exists", `Credential ${name} already exists.`, { param: "credential_name" });
