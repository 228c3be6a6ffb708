import type { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";

/** The error body of every Cohere path; what kind of error it is its SDKs go by the status for. Source: docs.cohere.com/reference/errors. */
export const encodeCohereError = ({ message }: GatewayError): JsonObject => ({ message: message.toWellFormed() });
