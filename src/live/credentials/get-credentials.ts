import { z } from "zod";
import { listAll } from "../../tenancy/list-all.ts";
import { id } from "../../tenancy/params.ts";
import { defineLiveAction, registriesOf } from "../live-context.ts";
import { modelId } from "../models/model-params.ts";
import { credentialOutput, credentialsOutput } from "./credential-output.ts";
import { credentialNotFound, publishedValues } from "./find-credential.ts";
import { credentialRow, describeCredential } from "./credential-row.ts";
import { findServed, valuesOfModel } from "./values-of-model.ts";

const PUBLISHED = { origin: "published" } as const;

export const listCredentials = defineLiveAction({
  method: "GET",
  paths: ["/credentials"],
  summary: "List credentials, without their secrets",
  permission: "see-all",
  input: z.object({}),
  output: credentialsOutput,
  async run(context) {
    const { published, sealer } = context.live;
    const records = await listAll(registriesOf(context).credentials);
    const fixed = Object.entries(published.credentials ?? {});
    return {
      success: true,
      credentials: [
        ...fixed.map(([name, values]) => credentialRow(name, values, PUBLISHED)),
        ...(await Promise.all(records.map(async (record) => await describeCredential(sealer, record)))),
      ],
    };
  },
});

export const getCredential = defineLiveAction({
  method: "GET",
  paths: ["/credentials/by_name/:credential_name"],
  summary: "Show a credential, without its secrets",
  permission: "see-all",
  input: z.object({ credential_name: id }),
  output: credentialOutput,
  async run(context, { credential_name: name }) {
    const values = publishedValues(context, name);
    if (values !== undefined) return credentialRow(name, values, PUBLISHED);
    const record = await registriesOf(context).credentials.find(name);
    if (record === undefined) throw credentialNotFound(name);
    return await describeCredential(context.live.sealer, record);
  },
});

/** What a credential would hold that is made of this model. */
export const getCredentialOfModel = defineLiveAction({
  method: "GET",
  paths: ["/credentials/by_model/:model_id"],
  summary: "Show what a credential made of this deployment would hold",
  permission: "see-all",
  input: z.object({ model_id: modelId }),
  output: credentialOutput,
  async run(context, { model_id }) {
    const model = findServed(context, model_id);
    return credentialRow(`${model.modelName}-credential`, valuesOfModel(model));
  },
});
