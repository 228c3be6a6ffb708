import { expect, test } from "vitest";
import { asId } from "../../../src/core/ids.ts";
import { ownerOf, sightOf } from "../../../src/core/owner.ts";

const key = asId<"key-hash">("k");
const user = asId<"user">("u:1");
const team = asId<"team">("t");

test.each([
  [{ key, user, team }, "team:t"],
  [{ key, team }, "team:t"],
  [{ key, user }, "user:u%3A1"],
  [{ key }, "key:k"],
])("%j owns as %s", (caller, owner) => {
  expect(ownerOf(caller)).toBe(owner);
  expect(sightOf({ ...caller, role: "key", models: [], aliases: {} })).toBe(owner);
});

test("admins see everybody's", () => {
  expect(sightOf({ role: "admin", key, models: [], aliases: {} })).toBeUndefined();
});
