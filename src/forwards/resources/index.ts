import type { RouteGroup } from "../../auth/check-route-access.ts";
import type { RequestContext } from "../../core/context.ts";
import { GatewayError } from "../../core/errors.ts";
import { encodeOpenaiError } from "../../dialects/encode-openai-error.ts";
import { forward } from "../../pipeline/forward.ts";
import type { ForwardEndpoint, ForwardTools, KeptEndpoint } from "../../pipeline/forward-call.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import { OBJECT_NAMES } from "../../pipeline/objects/publish.ts";
import type { ManagedObject, ManagedObjects } from "../../store/managed-objects.ts";
import { answerAnthropic, pageOf, speaksAnthropic, toAnthropic } from "./anthropic-files.ts";
import { listObjects } from "./list-objects.ts";
import { readResourceCall } from "./read-resource-call.ts";
import { pathsOf, RESOURCE_ROWS, type ResourceRow } from "./resource-rows.ts";

/** A public path of what providers keep for clients. */
export interface ResourceRoute extends Pick<ForwardEndpoint, "method" | "paths" | "encodeError"> {
  /** Rejects with `GatewayError`. */
  respond(ctx: RequestContext, request: Request, steps: ForwardTools["steps"], gateway: Gateway): Promise<Response>;
}

const GROUPS: readonly RouteGroup[] = ["llm_api_routes", "openai_routes"];

/** Files, batches, fine-tuning, vector stores, containers, assistants and videos: each object is its owner's alone. */
export const createResourceRoutes = (objects: ManagedObjects, now: () => number): readonly ResourceRoute[] =>
  RESOURCE_ROWS.map((row) => ({
    method: row.method,
    paths: pathsOf(row),
    encodeError: encodeOpenaiError,
    async respond(ctx, request, steps, gateway) {
      const { kind } = row;
      const isAnthropic = speaksAnthropic(row, request);
      if (row.act === "list" && kind !== undefined) {
        const caller = await gateway.authenticate(request, ctx.defer);
        const url = isAnthropic ? pageOf(request.url) : request.url;
        const list = await listObjects(caller, url, kind, GROUPS, objects);
        return Response.json(isAnthropic ? toAnthropic(list) : list);
      }
      const answer = await forwardResource(row, objects, now, { ctx, request, steps, gateway });
      return isAnthropic ? await answerAnthropic(answer) : answer;
    },
  }));

interface Arrived {
  readonly ctx: RequestContext;
  readonly request: Request;
  readonly steps: ForwardTools["steps"];
  readonly gateway: Gateway;
}

async function forwardResource(
  row: ResourceRow,
  objects: ManagedObjects,
  now: () => number,
  { ctx, request, steps, gateway }: Arrived,
): Promise<Response> {
  let named: readonly ManagedObject[] = [];
  const endpoint: KeptEndpoint = {
    operation: row.operation,
    method: row.method,
    paths: pathsOf(row),
    groups: GROUPS,
    encodeError: encodeOpenaiError,
    async read(asked, tools) {
      const read = await readResourceCall(asked, row, tools, { ...gateway, objects, now });
      ({ named } = read);
      return read.call;
    },
  };
  try {
    const answer = await forward(ctx, request, endpoint, steps, gateway);
    const [subject] = named;
    if (row.act !== "delete" || answer.status !== 204 || subject === undefined) return answer;
    await objects.remove(subject.id);
    return tellDeleted(subject, answer.headers);
  } catch (cause) {
    const error = GatewayError.from(cause);
    const [subject] = named;
    // What its provider has lost nobody could remove otherwise.
    if (row.act === "delete" && error.code === "provider_not_found" && subject !== undefined)
      await objects.remove(subject.id);
    throw inPublicIds(error, named);
  }
}

/** Azure deletes without a word; OpenAI's clients expect some. */
function tellDeleted({ id, kind }: ManagedObject, told: Headers): Response {
  const headers = new Headers(told);
  headers.set("content-type", "application/json");
  const object = `${OBJECT_NAMES[kind]}${kind === "file" ? "" : ".deleted"}`;
  return Response.json({ id, object, deleted: true }, { headers });
}

/** Providers quote the ids that they were sent. */
function inPublicIds(error: GatewayError, named: readonly ManagedObject[]): GatewayError {
  const { code, param, status, retryAfterSeconds, type, headers, cause } = error;
  const message = named.reduce((text, { upstreamId, id }) => text.replaceAll(upstreamId, id), error.message);
  return message === error.message
    ? error
    : new GatewayError(code, message, { param, status, retryAfterSeconds, type, headers, cause });
}
