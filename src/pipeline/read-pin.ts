import type { DeploymentId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import { decodeResponseId } from "../core/response-id.ts";

export const PREVIOUS = "previous_response_id";

interface Pinned {
  readonly body: JsonObject;
  /** The deployment that keeps what the request builds on. */
  readonly pinned?: DeploymentId;
  /** What the client calls it. That it is the client's own is looked at later: see `resume`. */
  readonly previousId?: string;
}

/** Who keeps the response that a request goes on from; that one is told its own id for it. */
export function readPin(body: JsonObject): Pinned {
  const previousId = body[PREVIOUS];
  if (typeof previousId !== "string" || previousId === "") return { body };
  const kept = decodeResponseId(previousId);
  if (kept === undefined) return { body, previousId };
  return { body: { ...body, [PREVIOUS]: kept.id }, pinned: kept.deployment, previousId };
}
