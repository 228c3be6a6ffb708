import { isObject, type JsonObject } from "../../core/json.ts";
import type { Target } from "../dialect.ts";

/** Usage is always asked of the provider, because a stream without it could only be billed by a guess. */
export function retarget(body: JsonObject, target: Target): JsonObject {
  const aimed = { ...body, model: target.model };
  if (body.stream !== true) return aimed;
  const options = isObject(body.stream_options) ? body.stream_options : {};
  return { ...aimed, stream_options: { ...options, include_usage: true } };
}
