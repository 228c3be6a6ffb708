import type { Adapter } from "../../adapters/adapter.ts";
import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import { openaiResponses } from "../../dialects/openai-responses/index.ts";
import { RESPONSE_ROWS, type ResponseAct } from "./response-rows.ts";

/** Where a provider is asked for a response that it keeps. Throws `unsupported_operation` for one that keeps none. */
export function pathAt(deployment: Deployment, adapter: Adapter, id: string, act: ResponseAct): string {
  const main = (adapter.servesModel?.(deployment) ?? adapter.serves).chat;
  const service = [main, ...(main?.also ?? [])].find((each) =>
    each?.dialects.some((dialect) => dialect.id === openaiResponses.id),
  );
  if (service === undefined)
    throw new GatewayError("unsupported_operation", `${adapter.id} does not keep responses.`, { param: "model" });
  const root = typeof service.path === "string" ? service.path : service.path(deployment, false);
  return root + RESPONSE_ROWS[act].path.replace(":id", encodeURIComponent(id));
}
