import type { JsonObject } from "../../core/json.ts";
import type { ModerationRequest } from "../../core/moderation.ts";
import type { EncodedRequest, Target } from "../dialect.ts";
import { readInput } from "./read-intent.ts";

export function decodeRequest({ model: _model, input, ...extras }: JsonObject): ModerationRequest {
  return { input: readInput(input), extras };
}

export const encodeRequest = ({ input, extras }: ModerationRequest, target: Target): EncodedRequest => ({
  body: { ...extras, model: target.model, input },
  unsupported: [],
});
