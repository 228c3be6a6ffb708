import { contextOf } from "../../config/apply-live-rows.ts";
import { type LiveModel, parseLiveModel } from "../../config/parse-live-model.ts";
import { GatewayError } from "../../core/errors.ts";
import { type JsonObject, textOf } from "../../core/json.ts";
import type { LiveModelRecord } from "../../store/live-config.ts";
import { withoutNulls } from "../../tenancy/given.ts";
import { checkReadable } from "../check-readable.ts";
import { type LiveContext, registriesOf } from "../live-context.ts";
import { modelRowName, openCredential, sealParams } from "../seal-row.ts";

interface Prepared {
  readonly stored: Pick<LiveModelRecord, "modelName" | "params" | "sealed" | "info">;
  /** The names of the parameters that are sealed. */
  readonly hidden: readonly string[];
}

/** What `/model/info` tells of a model beside its own `model_info`; a client may send it back. */
const TOLD = ["id", "db_model", "key", "problem", "created_at", "created_by", "updated_at", "updated_by"];

/** A model as it is stored. Throws `invalid_request` for one that could not be served, with all that is wrong. */
export async function prepareModel(context: LiveContext, given: LiveModel): Promise<Prepared> {
  const info = readInfo(given.info);
  const problems = listProblems(context, { ...given, info }, await readCredential(context, given));
  if (problems.length > 0) throw new GatewayError("invalid_request", problems.join("; "), { param: "litellm_params" });
  const { open, sealed, hidden } = await sealParams(context.live.sealer, given.params, modelRowName(given.id));
  return { stored: { modelName: given.modelName, params: open, sealed, info }, hidden };
}

/** Why a model could not be served with these credentials. */
export const listProblems = (
  { live: { published, providers } }: LiveContext,
  model: LiveModel,
  credentials: ReadonlyMap<string, JsonObject>,
): readonly string[] => parseLiveModel(model, contextOf(published, credentials, providers)).problems;

/** The name of the credential that a model shares with others. */
export const credentialOf = (params: JsonObject): string | undefined => textOf(params["litellm_credential_name"]);

function readInfo(given: JsonObject): JsonObject {
  const info = Object.fromEntries(Object.entries(withoutNulls(given)).filter(([name]) => !TOLD.includes(name)));
  checkReadable(info, "model_info");
  if (info["team_id"] === undefined) return info;
  const message = "Models of a single team are not supported: list the model in the team's `models` instead.";
  throw new GatewayError("invalid_request", message, { param: "model_info.team_id" });
}

/** Read from the truth: the isolate may not know it yet. One that is published is known to all. */
async function readCredential(context: LiveContext, { params }: LiveModel): Promise<ReadonlyMap<string, JsonObject>> {
  const name = credentialOf(params);
  const record = name === undefined ? undefined : await registriesOf(context).credentials.find(name);
  if (record === undefined) return new Map();
  return new Map([[record.credentialName, await openCredential(context.live.sealer, record)]]);
}
