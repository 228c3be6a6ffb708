import { GatewayError } from "../../core/errors.ts";
import type { TagRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";

/** Throws `object_not_found`. */
export async function findTag({ groups }: TenancyContext, name: string): Promise<TagRecord> {
  const tag = await groups.tags.find(name);
  if (tag === undefined) throw tagNotFound(name);
  return tag;
}

export const tagNotFound = (name: string) =>
  new GatewayError("object_not_found", `Tag ${name} not found`, { param: "name" });
