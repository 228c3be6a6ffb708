import { GatewayError } from "../../core/errors.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { isObject, textOf } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import { noUsage } from "../../core/usage.ts";
import { readTurnUsage } from "./read-turn-usage.ts";
import type { TurnEnd } from "./session-turn.ts";

/** How a turn went, by the response that `response.done` holds. One that was interrupted is billed for what was said. */
export function readTurnEnd(response: JsonObject, estimate: () => Usage, redact: (text: string) => string): TurnEnd {
  const told = readTurnUsage(response["usage"]);
  switch (response["status"]) {
    case "failed":
      return { outcome: "failed", usage: told ?? noUsage, error: readFailure(response["status_details"], redact) };
    case "cancelled":
      return { outcome: "abandoned", usage: told ?? estimate() };
    default:
      return { outcome: "served", usage: told ?? estimate() };
  }
}

function readFailure(details: Json | undefined, redact: (text: string) => string): GatewayError {
  const error = isObject(details) && isObject(details["error"]) ? details["error"] : {};
  const isRate = error["code"] === "rate_limit_exceeded";
  const message = textOf(error["message"]) ?? textOf(error["code"]) ?? "The provider could not answer.";
  return new GatewayError(isRate ? "provider_rate_limited" : "provider_error", redact(message));
}
