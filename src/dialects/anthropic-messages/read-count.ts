import type { Json } from "../../core/json.ts";
import { invalidRequest, optionalNumber } from "../read-fields.ts";

export function optionalCount(value: Json | undefined, path: string): number | undefined {
  const count = optionalNumber(value, path);
  if (count === undefined || (Number.isSafeInteger(count) && count >= 0)) return count;
  throw invalidRequest(path, "a whole number that is not negative");
}
