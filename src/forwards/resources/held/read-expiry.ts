import { isObject, type Json } from "../../../core/json.ts";
import { invalidRequest } from "../../../dialects/read-fields.ts";

const SECONDS_MIN = 3_600;
const SECONDS_MAX = 2_592_000;
const FIELD = "expires_after";

/**
 * For how many seconds a file is kept; undefined is until it is deleted. Of a form, numbers are texts. Throws
 * `invalid_request`. Source of the bounds: platform.openai.com/docs/api-reference/files/create.
 */
export function readExpiry(value: Json | undefined, field = FIELD): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value) || value["anchor"] !== "created_at")
    throw invalidRequest(field, 'an object with `anchor`: "created_at" and `seconds`');
  const seconds = Number(value["seconds"] ?? Number.NaN);
  if (Number.isInteger(seconds) && seconds >= SECONDS_MIN && seconds <= SECONDS_MAX) return seconds;
  throw invalidRequest(`${field}.seconds`, `a whole number from ${SECONDS_MIN} to ${SECONDS_MAX}`);
}
