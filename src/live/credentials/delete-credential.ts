import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { id } from "../../tenancy/params.ts";
import { defineLiveAction, registriesOf } from "../live-context.ts";
import { doneOutput } from "./credential-output.ts";
import { findCredential } from "./find-credential.ts";
import { modelsNaming } from "./models-naming.ts";

/** Refused while models share it: without it none of them could be served. */
export const deleteCredential = defineLiveAction({
  method: "DELETE",
  paths: ["/credentials/:credential_name"],
  summary: "Delete a credential",
  permission: "admin",
  input: z.object({ credential_name: id }),
  output: doneOutput,
  async run(context, { credential_name: name }) {
    const { credentialName } = await findCredential(context, name);
    const users = (await modelsNaming(context, name)).map(({ modelId }) => modelId);
    if (users.length > 0) {
      const message = `Credential ${name} is in use: change or delete the models that name it first (${users.join(", ")}).`;
      throw new GatewayError("invalid_request", message, { param: "credential_name" });
    }
    await registriesOf(context).credentials.remove([credentialName]);
    context.live.changed();
    return { success: true, message: "Credential deleted successfully" };
  },
});
