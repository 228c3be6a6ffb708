import type { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";

/** The error body of every OpenAI path. `code` is the status as a string, as the LiteLLM proxy writes it. */
export const encodeOpenaiError = (error: GatewayError): JsonObject => ({
  error: {
    message: error.message.toWellFormed(),
    type: error.type.toWellFormed(),
    param: error.param?.toWellFormed() ?? null,
    code: String(error.status),
  },
});
