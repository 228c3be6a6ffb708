import { isArray, isObject, textOf, type Json, type JsonObject } from "../../core/json.ts";
import type { Target } from "../dialect.ts";
import { isThinker } from "./encode-request.ts";
import { isForeign } from "./seal-reasoning.ts";

/**
 * A provider refuses a request with thinking that another has sealed, which is in a conversation that changed models, and looks
 * in vain for thinking by an id that was made up here.
 */
export function retarget(body: JsonObject, target: Target): JsonObject {
  const aimed = { ...body, ...(target.isForReplay === true && askForSeal(body, target)), model: target.model };
  const { input } = body;
  return isArray(input) && input.some(isForeignItem)
    ? { ...aimed, input: input.filter((item) => !isForeignItem(item)) }
    : aimed;
}

const SEALED = "reasoning.encrypted_content";

/** Without its seal, thinking cannot be sent back: see `replayItems`. */
function askForSeal({ reasoning, include }: JsonObject, { model }: Target): JsonObject {
  const wish = isObject(reasoning) ? { enabled: reasoning.effort !== "none" } : undefined;
  const asked = isArray(include) ? include : [];
  return isThinker(wish, model) && !asked.includes(SEALED) ? { include: [...asked, SEALED] } : {};
}

const isForeignItem = (item: Json): boolean => {
  if (!isObject(item)) return false;
  const sealed = textOf(item.encrypted_content) ?? "";
  return isForeign(sealed) || (sealed === "" && item.type === "reasoning" && isUnknown(textOf(item.id) ?? ""));
};

/** Made up here, or taken out: see `replayItems`. */
const isUnknown = (id: string): boolean => id === "" || /^rs_(?:kept|run)_[0-9a-f]{32}_\d+$/.test(id);
