import { checkModelAccess } from "../../auth/check-model-access.ts";
import { GatewayError } from "../../core/errors.ts";
import { numberOf, textOf, type JsonObject } from "../../core/json.ts";
import { noUsage, type Usage } from "../../core/usage.ts";
import { readRegion } from "../../pipeline/bind-region.ts";
import type { ForwardCall, ForwardTools, HeldCall } from "../../pipeline/forward-call.ts";
import { readEndUser } from "../../pipeline/read-end-user.ts";
import { readTags } from "../../pipeline/read-tags.ts";
import { readWishes } from "../../pipeline/read-wishes.ts";
import { stripGatewayFields } from "../../pipeline/strip-gateway-fields.ts";
import type { BatchRuns } from "../../store/batch-runs.ts";
import type { FileStore } from "../../store/file-store.ts";
import type { ManagedObject, ManagedObjects } from "../../store/managed-objects.ts";
import { askFilm, findFilm, forgetFilm } from "../films/kept-film.ts";
import { speaksAnthropic } from "./anthropic-files.ts";
import { checkBatchModels } from "./check-batch-models.ts";
import { behindAlias, chooseDeployment, GATEWAY, type Reach } from "./choose-deployment.ts";
import { requireFiles } from "./held/held-request.ts";
import { HELD_ACTS } from "./held/index.ts";
import { readDestination, withoutDestination } from "./read-destination.ts";
import { readPath, writeQuery } from "./read-path.ts";
import { readSaid } from "./read-said.ts";
import { resolveIds } from "./resolve-ids.ts";
import type { ResourceRow } from "./resource-rows.ts";
import { rewriteAnswer } from "./rewrite-answer.ts";

/** As which limits and events know what no model is asked for. */
const HELD = "held";

export interface ResourceParts extends Reach {
  readonly objects: ManagedObjects;
  readonly files?: FileStore | undefined;
  readonly batches?: BatchRuns | undefined;
  readonly now: () => number;
}

/** A call, and the objects that it names; what it is about or within comes first. */
export interface ResourceCall {
  readonly call: ForwardCall | HeldCall;
  readonly named: readonly ManagedObject[];
}

/** Rejects with `GatewayError`: `object_not_found` for every id that is not one of the caller's. */
export async function readResourceCall(
  request: Request,
  row: ResourceRow,
  tools: ForwardTools,
  parts: ResourceParts,
): Promise<ResourceCall> {
  const { caller, steps } = tools;
  const path = readPath(row, steps, request.url);
  const said = await readSaid(request, row.isForm === true, tools);
  const destination = readDestination(request, said.fields, steps["provider"]);
  const { body: kept, asked } = stripGatewayFields(withoutDestination(said.fields, row.hasModel === true));
  if (kept["stream"] === true)
    throw new GatewayError("unsupported_parameter", "Runs are not streamed here: poll the run.", { param: "stream" });

  const { body, query, objects: named } = await resolveIds(caller, { ...path, body: kept }, parts.objects);
  const told = textOf(body["model"]);
  const isTheProviders =
    told !== undefined && row.operation === "fine_tuning" && parts.models.find(behindAlias(told, caller)) === undefined;
  // Nobody is let in for a name that is not one of the gateway's: whoever may use all models, or this one, may say it.
  if (isTheProviders) checkModelAccess(caller, told, parts.accessGroups);
  const choice = chooseDeployment(
    {
      caller,
      operation: row.operation,
      objects: named,
      // What Anthropic's clients send OpenAI would not read.
      provider: destination.provider ?? (row.act === "create" && speaksAnthropic(row, request) ? GATEWAY : undefined),
      model: isTheProviders ? undefined : (told ?? destination.model),
      canHold: row.held !== undefined,
    },
    parts,
  );
  const subject = path.ids.length === 0 ? undefined : named[0];
  const model = "heldFor" in choice ? (choice.heldFor ?? HELD) : choice.model;
  const metered = {
    operation: row.operation,
    model,
    intent: { stream: false, endUser: readEndUser(request.headers, undefined) },
    body: {},
    texts: () => [],
    tags: readTags(asked, request.headers),
    // What another model's deployment makes could not be used with what this one keeps.
    wishes: { ...readWishes(asked, request.headers, model), isFallbackOff: true },
    bound: readRegion(asked),
    mock: undefined,
  };
  if ("heldFor" in choice && row.held !== undefined) {
    const act = HELD_ACTS[row.held];
    const held = {
      ...parts,
      files: requireFiles(parts.files),
      caller,
      said,
      subject,
      named,
      origin: new URL(request.url).origin,
      range: request.headers.get("range"),
    };
    const call: HeldCall = {
      ...metered,
      ...(choice.heldFor === undefined && { findGroup: () => ({ name: HELD, deployments: [] }) }),
      respond: async () => await act(held),
    };
    return { call, named };
  }
  const film = findFilm(subject, parts);
  if (film !== undefined && row.act === "delete")
    return { call: { ...metered, respond: async () => await forgetFilm(film.film, parts.objects) }, named };
  const about = { row, subject, named, model: behindAlias(model, caller) };
  let bodyFault: ForwardCall["bodyFault"];
  const call: ForwardCall = {
    ...metered,
    ...("pinned" in choice && { pinned: choice.pinned }),
    // A second try of what makes something may make it twice.
    isOnce: row.method === "POST",
    ...(row.act === "bytes" && { isRaw: true }),
    async prepare(deployment, adapter) {
      if (film !== undefined) return await askFilm(film, { row, query }, deployment, adapter, parts);
      const inputFileId = textOf(body["input_file_id"]);
      if (row.operation === "batch" && inputFileId !== undefined)
        await checkBatchModels(caller, inputFileId, deployment, parts);
      const {
        body: sent,
        contentType,
        fault,
      } = said.write(told === undefined || isTheProviders ? body : { ...body, model: deployment.model });
      bodyFault = fault;
      return {
        method: row.method,
        path: path.write(named) + writeQuery(query),
        headers: headersOf(row, contentType),
        body: sent,
      };
    },
    bodyFault: () => bodyFault?.(),
    readUsage: (answer) => usageOf(row, answer.body),
    estimate: () => noUsage,
    ...(row.act !== "bytes" && {
      rewrite: async (answer, served) => await rewriteAnswer(answer, about, served, parts),
    }),
  };
  return { call, named };
}

/** OpenAI serves assistants, and what they search, to those only who say so. Source: platform.openai.com/docs/assistants. */
const headersOf = ({ operation }: ResourceRow, contentType: string | undefined): Record<string, string> => ({
  ...(contentType !== undefined && { "content-type": contentType }),
  ...((operation === "assistant" || operation === "vector_store") && { "openai-beta": "assistants=v2" }),
});

/** Film is paid by the second, when it is made; batches when they are over. Nothing else is charged. */
function usageOf({ operation, act }: ResourceRow, answer: JsonObject | undefined): Usage {
  if (operation !== "video" || act !== "create") return noUsage;
  const seconds = numberOf(Number(answer?.["seconds"])) ?? 0;
  return { ...noUsage, mediaMs: Math.round(seconds * 1_000) };
}
