import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type HolderParts, nameHolder, nameModelOf, parseHolder } from "../../../src/core/holder-name.ts";

const hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

describe("the name of a holder", () => {
  test.each<[string, string, HolderParts]>([
    ["a key", nameHolder("key", hash), { kind: "key", ids: [hash] }],
    ["a model of a key", nameModelOf(nameHolder("key", hash), "gpt-4o"), { kind: "key", ids: [hash], model: "gpt-4o" }],
    ["a team", nameHolder("team", "blue"), { kind: "team", ids: ["blue"] }],
    ["a member", nameHolder("team_member", "blue", "ann"), { kind: "team_member", ids: ["blue", "ann"] }],
    [
      "a model of a member",
      nameModelOf(nameHolder("team_member", "blue", "ann"), "openai/gpt"),
      { kind: "team_member", ids: ["blue", "ann"], model: "openai/gpt" },
    ],
    ["an id with colons", nameHolder("tag", "env:prod"), { kind: "tag", ids: ["env:prod"] }],
    ["an empty id", nameHolder("end_user", ""), { kind: "end_user", ids: [""] }],
    ["half a character", nameHolder("end_user", "\ud800"), { kind: "end_user", ids: ["\ufffd"] }],
    ["the gateway", "proxy", { kind: "proxy", ids: [] }],
    ["a model of the gateway", nameModelOf("proxy", "gpt-4o"), { kind: "proxy", ids: [], model: "gpt-4o" }],
  ])("says all there is to say of %s", (_, name, parts) => {
    expect(parseHolder(name)).toEqual(parts);
  });

  test.each([
    [nameHolder("key", hash), `key:${hash}`],
    [nameHolder("user", "ann@example.com"), "user:ann%40example.com"],
    [nameHolder("team_member", "a:b", "c/d e"), "team_member:a%3Ab:c%2Fd%20e"],
    [nameModelOf(nameHolder("provider", "openai"), "a:b"), "provider:openai:a%3Ab"],
  ])("is %s", (name, expected) => {
    expect(name).toBe(expected);
  });

  test.each([
    "",
    "key",
    "keys:a",
    "team_member:blue",
    "key:a:model:more",
    "proxy:model:more",
    "team_member:blue:ann:model:more",
    "constructor:a",
    "tag:100%",
  ])("is not %j", (text) => {
    expect(parseHolder(text)).toBeUndefined();
  });

  test("gives back any ids and any model that were put in", () => {
    const text = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(text, text, fc.option(text, { nil: undefined }), (team, user, model) => {
        const member = nameHolder("team_member", team, user);
        const name = model === undefined ? member : nameModelOf(member, model);
        const expected = { kind: "team_member", ids: [team, user], ...(model !== undefined && { model }) };
        expect(parseHolder(name)).toEqual(expected);
      }),
    );
  });
});
