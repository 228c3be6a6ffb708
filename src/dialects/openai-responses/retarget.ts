import { isArray, isObject, textOf, type Json, type JsonObject } from "../../core/json.ts";
import type { Target } from "../dialect.ts";
import { isForeign } from "./seal-reasoning.ts";

/**
 * A provider refuses a request with thinking that another has sealed, which is in a conversation that changed models, and looks
 * in vain for thinking by an id that was made up here.
 */
export function retarget(body: JsonObject, target: Target): JsonObject {
  const aimed = { ...body, model: target.model };
  const { input } = body;
  return isArray(input) && input.some(isForeignItem)
    ? { ...aimed, input: input.filter((item) => !isForeignItem(item)) }
    : aimed;
}

const isForeignItem = (item: Json): boolean => {
  if (!isObject(item)) return false;
  const sealed = textOf(item.encrypted_content) ?? "";
  return isForeign(sealed) || (sealed === "" && MADE_HERE.test(textOf(item.id) ?? ""));
};

const MADE_HERE = /^rs_kept_[0-9a-f]{32}_\d+$/;
