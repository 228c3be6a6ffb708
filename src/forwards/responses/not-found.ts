import { GatewayError } from "../../core/errors.ts";

/** The same for what is not there and for what is another's. */
export const notFound = (id: string): GatewayError =>
  new GatewayError("object_not_found", `Response with id '${id.slice(0, 200)}' not found.`, { param: "response_id" });
