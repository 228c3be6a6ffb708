import { GatewayError } from "../../core/errors.ts";
import type { ManagedKind } from "../../store/managed-objects.ts";

/** The same for what is not there and for what is another's. */
export function notFound(id: string, kind: ManagedKind | undefined): GatewayError {
  const what = (kind ?? "object").replaceAll("_", " ");
  return new GatewayError("object_not_found", `No such ${what}: "${id.slice(0, 200)}".`, { param: "id" });
}
