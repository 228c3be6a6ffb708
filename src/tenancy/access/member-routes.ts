import { type JsonObject, textsOf } from "../../core/json.ts";

/** What a team may let its plain members do with all of its keys, as `team_member_permissions` lists it. */
export const MEMBER_ROUTES = [
  "/key/generate",
  "/key/service-account/generate",
  "/key/update",
  "/key/bulk_update",
  "/key/regenerate",
  "/key/{key_id}/regenerate",
  "/key/delete",
  "/key/block",
  "/key/unblock",
  "/key/info",
  "/key/health",
  "/key/list",
] as const;
type MemberRoute = (typeof MEMBER_ROUTES)[number];

/** In teams that say nothing, as in LiteLLM. */
const USUAL: readonly MemberRoute[] = ["/key/info", "/key/health"];

/** What the plain members of a team may do, from its `extra`; an empty list says nothing. */
export function memberRoutesOf(extra: JsonObject | null): readonly string[] {
  const routes = textsOf(extra?.["team_member_permissions"]);
  return routes.length === 0 ? USUAL : routes;
}

/** How `team_member_permissions` writes the paths of an action: a step that an action calls `:key` is `{key_id}` there. */
export const toMemberRoute = (path: string): string => path.replace("/:key/", "/{key_id}/");
