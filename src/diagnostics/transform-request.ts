import { checkRouteAccess } from "../auth/check-route-access.ts";
import type { Caller } from "../core/caller.ts";
import { GatewayError } from "../core/errors.ts";
import { isObject, type JsonObject, textOf } from "../core/json.ts";
import type { Operation } from "../core/operation.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import {
  chatCompletions,
  completions,
  embeddings,
  images,
  messages,
  moderations,
  rerank,
  responses,
} from "../endpoints/index.ts";
import { authorize } from "../pipeline/authorize.ts";
import { serviceOf } from "../pipeline/call-upstream.ts";
import { encodeBody } from "../pipeline/encode-body.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { parseBody } from "../pipeline/parse-body.ts";
import { readCall } from "../pipeline/read-call.ts";
import { readBody } from "../streams/read-body.ts";
import { hideConfigured, hideInAddress } from "./hide-secrets.ts";

const UPLOAD_TIMEOUT_MS = 30_000;

/** LiteLLM's names of calls. */
const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>(
  Object.entries({
    completion: chatCompletions,
    acompletion: chatCompletions,
    text_completion: completions,
    embedding: embeddings,
    aembedding: embeddings,
    image_generation: images,
    rerank,
    moderation: moderations,
    responses,
    anthropic_messages: messages,
  } as Record<string, Endpoint>),
);

/**
 * What a provider would be sent for a request: `{"call_type": "completion", "request_body": {…}}` to
 * `{raw_request_api_base, raw_request_body, raw_request_headers}`. Nobody is asked, and no credential is shown.
 */
export async function transformRequest(
  request: Request,
  caller: Caller,
  gateway: Pick<Gateway, "models" | "accessGroups" | "settings" | "adapterOf">,
): Promise<JsonObject> {
  checkRouteAccess(caller, request.url, ["llm_api_routes", "info_routes"]);
  const { settings } = gateway;
  const text = await readBody(request, { bytesMax: settings.requestBytesMax, timeoutMs: UPLOAD_TIMEOUT_MS });
  const { call_type: type, request_body: body } = parseBody(text, settings.invalidUnicode);
  const endpoint = ENDPOINTS.get(textOf(type) ?? "");
  if (endpoint === undefined)
    throw new GatewayError("invalid_request", `call_type: expected one of ${[...ENDPOINTS.keys()].join(", ")}`, {
      param: "call_type",
    });
  if (!isObject(body))
    throw new GatewayError("invalid_request", "request_body: expected an object", { param: "request_body" });
  return await transform(endpoint, body, request, caller, gateway);
}

async function transform<O extends Operation>(
  endpoint: Endpoint<O>,
  body: JsonObject,
  { url, headers }: Request,
  caller: Caller,
  gateway: Pick<Gateway, "models" | "accessGroups" | "settings" | "adapterOf">,
): Promise<JsonObject> {
  const asked = new Request(url, { method: "POST", headers, body: JSON.stringify(body) });
  const call = await readCall(asked, endpoint.dialect, undefined, gateway.settings);
  const [deployment] = authorize(caller, call, gateway).deployments;
  if (deployment === undefined)
    throw new GatewayError("model_not_found", "The model has no deployment.", { param: "model" });
  const adapter = gateway.adapterOf(deployment.provider);
  const service = serviceOf(adapter, call, deployment);
  const shared = service.dialects.find(({ id }) => id === call.dialect.id);
  const path = typeof service.path === "string" ? service.path : service.path(deployment, call.intent.stream);
  const encoded = encodeBody(call, deployment, shared ?? service.dialects[0], shared !== undefined, service);
  return {
    raw_request_api_base: hideInAddress(adapter.url(path, deployment)),
    raw_request_body: hideConfigured(encoded, deployment.defaults),
    raw_request_headers: {
      "content-type": "application/json",
      ...Object.fromEntries(Object.keys(deployment.headers).map((name) => [name, "****"])),
    },
  };
}
