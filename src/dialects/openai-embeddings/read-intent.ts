import type { JsonObject } from "../../core/json.ts";
import type { Intent } from "../dialect.ts";
import { optionalString } from "../read-fields.ts";
import { readInput } from "./read-input.ts";

export function readIntent(body: JsonObject): Intent {
  readInput(body.input);
  return {
    model: optionalString(body.model, "model"),
    stream: false,
    endUser: optionalString(body.user, "user"),
    wantsStreamUsage: false,
  };
}
