import type { Service } from "../adapters/adapter.ts";
import type { Deployment } from "../core/deployment.ts";
import { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Operation } from "../core/operation.ts";
import type { EncodedRequest, Target, UpstreamDialect } from "../dialects/dialect.ts";
import { dropFields } from "./drop-params.ts";
import type { Call } from "./read-call.ts";

/**
 * The body that a deployment is sent. The request's own word on `drop_params` goes before the configuration's; lists
 * of fields add up. Throws `unsupported_parameter` for what can neither be said nor left out.
 */
export function encodeBody<O extends Operation>(
  call: Call<O>,
  deployment: Deployment,
  dialect: UpstreamDialect<O>,
  isNative: boolean,
  service: Service<O>,
): JsonObject {
  const { params } = call;
  const droppedHere = deployment.droppedParams ?? [];
  const allowed = new Set([...(params.allowedParams ?? []), ...(deployment.allowedParams ?? [])]);
  const isForReplay = call.keeping?.natively !== undefined;
  const target = { model: deployment.model, maxOutputTokens: deployment.maxOutputTokens, isForReplay };
  const preset = Object.keys(deployment.defaults).length === 0 ? call.body : { ...deployment.defaults, ...call.body };
  const asked = dropFields(preset, [...(params.droppedParams ?? []), ...droppedHere]);
  const encoded: EncodedRequest = isNative
    ? { body: dialect.retarget(asked, target), unsupported: [] }
    : translate(call, asked, dialect, target);

  const forwarded: JsonObject =
    allowed.size === 0 ? {} : pick(asked, (field) => allowed.has(field) && encoded.unsupported.includes(field));
  const rejected = (service.rejects?.(encoded.body) ?? []).filter((field) => !allowed.has(field));
  const refused = [...encoded.unsupported.filter((field) => !Object.hasOwn(forwarded, field)), ...rejected];
  if (refused.length > 0 && !(params.dropParams ?? deployment.dropParams)) throw unsupported(refused, deployment);
  const taken = { ...dropFields(encoded.body, rejected), ...forwarded };
  const adjusted = adjust(taken, allowed, call.intent.stream, deployment, service);
  const body = service.readHeaders?.(adjusted, call.requestHeaders, deployment) ?? adjusted;
  // Again, for what was written by the translation. A request may not: the gateway's own fields are what it is billed by.
  return dropFields(body, droppedHere);
}

function translate<O extends Operation>(
  { dialect: spoken }: Call<O>,
  asked: JsonObject,
  dialect: UpstreamDialect<O>,
  target: Target,
): EncodedRequest {
  const { body, unsupported } = dialect.encodeRequest(spoken.decodeRequest(asked), target);
  return { body, unsupported: [...unsupported, ...(spoken.listUntranslatable?.(asked) ?? [])] };
}

/** The provider's differences, but not for fields that are to be sent as they are. */
function adjust<O extends Operation>(
  body: JsonObject,
  allowed: ReadonlySet<string>,
  stream: boolean,
  deployment: Deployment,
  service: Service<O>,
): JsonObject {
  if (service.adjust === undefined) return body;
  if (allowed.size === 0) return service.adjust(body, deployment, stream);
  return {
    ...service.adjust(
      pick(body, (field) => !allowed.has(field)),
      deployment,
      stream,
    ),
    ...pick(body, (field) => allowed.has(field)),
  };
}

const pick = (body: JsonObject, isMeant: (field: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([field]) => isMeant(field)));

export const unsupported = (fields: readonly string[], deployment: Deployment): GatewayError =>
  new GatewayError(
    "unsupported_parameter",
    `${deployment.provider} does not support ${fields.join(", ")} for the model ${deployment.model}. ` +
      `To leave out what a provider does not support, set drop_params: true, in the request or under litellm_settings. ` +
      `To send a field all the same, name it in allowed_openai_params.`,
    { param: fields[0] },
  );
