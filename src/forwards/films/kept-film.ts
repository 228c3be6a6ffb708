import type { Adapter } from "../../adapters/adapter.ts";
import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import { type JsonObject, textsOf } from "../../core/json.ts";
import type { VideoDialect } from "../../dialects/video-dialect.ts";
import type { ForwardRequest } from "../../pipeline/forward-call.ts";
import { locate } from "../../pipeline/objects/locate.ts";
import type { ManagedObject, ManagedObjects } from "../../store/managed-objects.ts";
import type { Reach } from "../resources/choose-deployment.ts";
import type { ResourceRow } from "../resources/resource-rows.ts";
import { fetchFilm, inquire } from "./ask-film.ts";

/** A film that was ordered in a provider's own words. */
export interface KeptFilm {
  readonly films: VideoDialect;
  readonly film: ManagedObject;
}

/** Undefined for what its provider is asked for in OpenAI's words. */
export function findFilm(
  film: ManagedObject | undefined,
  { models, adapterOf }: Pick<Reach, "models" | "adapterOf">,
): KeptFilm | undefined {
  if (film?.kind !== "video") return undefined;
  const { films } = adapterOf(locate(film, models).deployment.provider);
  return films && { films, film };
}

/** What is asked of it. Rejects with `GatewayError` for what its provider cannot do. */
export async function askFilm(
  { films, film }: KeptFilm,
  { row, query }: { readonly row: ResourceRow; readonly query: JsonObject },
  deployment: Deployment,
  adapter: Adapter,
  parts: Reach & { readonly now: () => number },
): Promise<ForwardRequest> {
  if (row.act === "get") return inquire(films, film, parts.now);
  if (row.act !== "bytes")
    throw new GatewayError("unsupported_operation", `${adapter.id} does not make a video anew: order another one.`);
  const [variant = "video"] = textsOf(query["variant"]);
  if (variant === "video") return await fetchFilm(films, film, deployment, adapter, parts);
  throw new GatewayError("unsupported_parameter", `${adapter.id} has no ${variant.slice(0, 50)} of a video.`, {
    param: "variant",
  });
}

/** Nobody but the gateway is asked: the provider deletes it when its time is over. Rejects with `store_unavailable`. */
export async function forgetFilm({ id }: ManagedObject, objects: Pick<ManagedObjects, "remove">): Promise<Response> {
  await objects.remove(id);
  return Response.json({ id, object: "video.deleted", deleted: true });
}
