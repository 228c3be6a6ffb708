import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { type JsonObject, textOf } from "../../core/json.ts";
import type { Registry, RowFields } from "../../store/group-registry.ts";
import { stampChange } from "../../tenancy/stamps.ts";
import { defineLiveAction, type LiveContext, registriesOf } from "../live-context.ts";
import { changeEndpoints, readEndpoints } from "../pass-through/endpoint-rows.ts";
import { endpointRowName, openEndpoint, sealEndpoint } from "../pass-through/seal-endpoint.ts";
import { credentialRowName, modelRowName } from "../seal-row.ts";
import { resealedOutput } from "./credential-output.ts";

interface SealedRow extends RowFields {
  readonly sealed: string | null;
}

/**
 * After the salt key was changed: what was sealed with the key before is sealed with the new one, so that the old one can
 * be thrown away. May be asked again at any time.
 */
export const resealSecrets = defineLiveAction({
  method: "POST",
  paths: ["/credentials/reseal"],
  summary: "Seal all secrets with the current salt key",
  permission: "admin",
  input: z.object({}),
  output: resealedOutput,
  async run(context) {
    const { models, credentials } = registriesOf(context);
    const rows = await context.live.read();
    const unreadable: string[] = [];
    let resealed = 0;
    const note = (outcome: Outcome, row: string): void => {
      if (outcome === "unreadable") unreadable.push(row);
      if (outcome === "resealed") resealed += 1;
    };
    for (const record of rows.models) {
      const row = modelRowName(record.modelId);
      note(await reseal(context, models, record.modelId, record, row), row);
    }
    for (const record of rows.credentials) {
      const row = credentialRowName(record.credentialName);
      note(await reseal(context, credentials, record.credentialName, record, row), row);
    }
    for (const endpointId of (await readEndpoints(context)).keys())
      note(await resealEndpoint(context, endpointId), endpointRowName(endpointId));
    if (resealed > 0) context.live.changed();
    return { resealed, unreadable };
  },
});

type Outcome = "resealed" | "current" | "unreadable";

async function reseal(
  context: LiveContext,
  registry: Pick<Registry<SealedRow, string>, "change">,
  id: string,
  { sealed, updatedAtMs }: SealedRow,
  row: string,
): Promise<Outcome> {
  const { sealer } = context.live;
  if (sealed === null) return "current";
  const secrets = await openOrNothing(context, sealed, row);
  if (secrets === undefined) return "unreadable";
  if (!(await sealer.isOld(sealed))) return "current";
  const change = { sealed: await sealer.seal(secrets, row), ...stampChange(context) };
  // Whoever wrote meanwhile has sealed it with the current key.
  return (await registry.change(id, change, updatedAtMs)) === undefined ? "current" : "resealed";
}

async function resealEndpoint(context: LiveContext, endpointId: string): Promise<Outcome> {
  const { sealer } = context.live;
  const box = textOf((await readEndpoints(context)).get(endpointId)?.["sealed_secrets"]);
  if (box === undefined) return "current";
  if ((await openOrNothing(context, box, endpointRowName(endpointId))) === undefined) return "unreadable";
  if (!(await sealer.isOld(box))) return "current";
  await changeEndpoints(context, async (endpoints) => {
    const stored = endpoints.get(endpointId);
    // Someone may have deleted it meanwhile.
    if (stored === undefined) return;
    endpoints.set(endpointId, await sealEndpoint(sealer, await openEndpoint(sealer, stored, endpointId), endpointId));
  });
  return "resealed";
}

async function openOrNothing({ live }: LiveContext, box: string, row: string): Promise<JsonObject | undefined> {
  try {
    return await live.sealer.open(box, row);
  } catch (error) {
    if (GatewayError.from(error).code === "secret_unreadable") return undefined;
    throw error;
  }
}
