import { checkModelAccess, mayUseModel } from "../../auth/check-model-access.ts";
import type { Caller } from "../../core/caller.ts";
import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { isObject, parseObject, textOf } from "../../core/json.ts";
import { isSamePlace } from "../../core/same-place.ts";
import { createLineParser } from "../../streams/parse-lines.ts";
import { askProvider } from "./ask-provider.ts";
import type { Reach } from "./choose-deployment.ts";

/** A request of a batch; pictures in it make it long. */
const LINE_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Each line of a batch's input names a model, in the provider's words. For a caller who may not use all models the file is
 * read before the batch is made. Rejects with `key_model_denied` or the like, with `invalid_request` for a line that names none
 * or cannot be read, which the provider may read all the same, or with an `UpstreamFault`.
 */
export async function checkBatchModels(
  caller: Caller,
  inputFileId: string,
  deployment: Deployment,
  reach: Reach,
): Promise<void> {
  // Whoever may use `*` may use everything.
  if (mayUseModel(caller, "*", reach.accessGroups)) return;
  const { body } = await askProvider(deployment, `/files/${encodeURIComponent(inputFileId)}/content`, reach);
  if (body === null) return;
  const allowed = new Set<string>();
  const parser = createLineParser({ frameBytesMax: LINE_BYTES_MAX });
  let number = 0;
  const checkLine = (line: string): void => {
    number += 1;
    const request = parseObject(line)?.["body"];
    const model = isObject(request) ? textOf(request["model"]) : undefined;
    if (model === undefined) throw unreadable(number);
    if (allowed.has(model)) return;
    if (!isServedTo(caller, model, deployment, reach)) checkModelAccess(caller, model, reach.accessGroups);
    allowed.add(model);
  };
  for await (const chunk of body) for (const { data } of parser.push(chunk)) checkLine(data);
  for (const { data } of parser.flush()) checkLine(data);
  if (parser.fault !== undefined) throw new UpstreamFault(parser.fault);
}

const unreadable = (number: number): GatewayError =>
  new GatewayError(
    "invalid_request",
    `Request ${number} of the file is no JSON object with \`body.model\` in it. This key may not use all models, so each has to be known.`,
    { param: "input_file_id" },
  );

/** Under any public name that the caller may use; behind a wildcard it is usually called by its provider and its name. */
const isServedTo = (caller: Caller, model: string, place: Deployment, { models, accessGroups }: Reach): boolean =>
  [...models.names, `${place.provider}/${model}`].some(
    (name) =>
      mayUseModel(caller, name, accessGroups) &&
      models.find(name)?.deployments.some((each) => each.model === model && isSamePlace(each, place)) === true,
  );
