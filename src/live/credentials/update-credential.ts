import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { mergeExtra } from "../../tenancy/given.ts";
import { id } from "../../tenancy/params.ts";
import { stampChange } from "../../tenancy/stamps.ts";
import { tryUntilDone } from "../../tenancy/try-until-done.ts";
import { checkReadable } from "../check-readable.ts";
import { defineLiveAction, type LiveContext, registriesOf } from "../live-context.ts";
import { mergeParams } from "../merge-params.ts";
import { listProblems } from "../models/prepare-model.ts";
import { credentialRowName, openCredential, openModel, sealParams } from "../seal-row.ts";
import { doneOutput } from "./credential-output.ts";
import { credentialFields } from "./credential-params.ts";
import { findCredential } from "./find-credential.ts";
import { modelsNaming } from "./models-naming.ts";

/** What is left out stays, and null takes away. */
export const updateCredential = defineLiveAction({
  method: "PATCH",
  paths: ["/credentials/:credential_name"],
  summary: "Change a credential",
  permission: "admin",
  input: z.object({ ...credentialFields, credential_name: id }),
  output: doneOutput,
  async run(context, { credential_name: name, credential_values, credential_info }) {
    const { sealer } = context.live;
    await tryUntilDone(async () => {
      const before = await findCredential(context, name);
      const values = mergeParams(await openCredential(sealer, before), credential_values ?? {});
      const info = mergeExtra(before.info, credential_info ?? {});
      checkReadable(info, "credential_info");
      await checkModels(context, name, values);
      const { open, sealed } = await sealParams(sealer, values, credentialRowName(name));
      const change = { values: open, sealed, info, ...stampChange(context) };
      return await registriesOf(context).credentials.change(name, change, before.updatedAtMs);
    });
    context.live.changed();
    return { success: true, message: "Credential updated successfully" };
  },
});

/** One wrong value would take every model that shares it out of service. Those that are out of it already do not count. */
async function checkModels(context: LiveContext, name: string, values: JsonObject): Promise<void> {
  const { sealer, problems } = context.live;
  for (const record of await modelsNaming(context, name)) {
    const { modelId, modelName, info } = record;
    if (problems.some(({ row }) => row === `model ${modelId}`)) continue;
    const model = { id: modelId, modelName, info, params: await openModel(sealer, record) };
    const [problem] = listProblems(context, model, new Map([[name, values]]));
    if (problem === undefined) continue;
    const message = `With these values the model ${modelId} could no longer be served: ${problem}`;
    throw new GatewayError("invalid_request", message, { param: "credential_values" });
  }
}
