import type { Caller } from "./caller.ts";
import { nameHolder } from "./holder-name.ts";

/** Whose it is what a caller makes: a team shares it, and so do the keys of one user that are of no team. */
export function ownerOf({ team, user, key }: Pick<Caller, "team" | "user" | "key">): string {
  if (team !== undefined) return nameHolder("team", team);
  return user === undefined ? nameHolder("key", key) : nameHolder("user", user);
}

/** Among whose things a caller's ids are looked for: admins may name everybody's (undefined). */
export const sightOf = (caller: Caller): string | undefined => (caller.role === "admin" ? undefined : ownerOf(caller));
