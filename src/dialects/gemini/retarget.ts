import { isArray, objectsOf, type JsonObject } from "../../core/json.ts";
import { dropCarried } from "./carry-thoughts.ts";

/** The model is named by the address: one that the client names in the body too would contradict it. */
export function retarget(body: JsonObject): JsonObject {
  const { model: _, ...rest } = body;
  const { contents } = rest;
  return isArray(contents) ? { ...rest, contents: dropCarried(objectsOf(contents)) } : rest;
}
