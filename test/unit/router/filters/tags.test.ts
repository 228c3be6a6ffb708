import { describe, expect, test } from "vitest";
import { tags } from "../../../../src/router/filters/tags.ts";
import { contextOf, groupOf, idsOf } from "../strategies/stage.ts";

const withDefault = groupOf({
  free: { tags: ["free"] },
  paid: { tags: ["paid", "fast"] },
  fallback: { tags: ["default"] },
  plain: {},
});
const withoutDefault = withDefault.filter(({ id }) => id !== "fallback");
const plain = groupOf({ a: {}, b: {} });

const keptOf = (group: typeof plain, wanted: readonly string[], matchesAnyTag = true): readonly string[] => {
  const context = contextOf({ request: { tags: wanted }, settings: { filtersTags: true, matchesAnyTag } });
  const rule = tags.rule(group, context);
  return idsOf(rule === undefined ? group : group.filter(rule.keeps));
};

describe("a request with tags goes", () => {
  test.each([
    ["to those that have one of them", ["free", "fast"], ["free", "paid"]],
    ["to nobody without tags, nor to the default ones", ["paid"], ["paid"]],
    ["to the default ones when it matches nobody", ["unheard-of"], ["fallback"]],
    ["to the default ones when it says so", ["default"], ["fallback"]],
  ])("%s", (_, wanted, expected) => {
    expect(keptOf(withDefault, wanted)).toEqual(expected);
  });

  test.each([
    ["to those that have all of them", ["paid", "fast"], ["paid"]],
    ["to the default ones when nobody has all", ["paid", "free"], ["fallback"]],
  ])("%s, when all must match", (_, wanted, expected) => {
    expect(keptOf(withDefault, wanted, false)).toEqual(expected);
  });

  test("to nobody when it matches nobody and there is no default", () => {
    expect(keptOf(withoutDefault, ["unheard-of"])).toEqual([]);
    expect(keptOf(plain, ["free"])).toEqual([]);
  });
});

describe("a request without tags goes", () => {
  test.each([
    ["to the default ones", withDefault, ["fallback"]],
    ["to everybody where there is no default, tagged or not", withoutDefault, ["free", "paid", "plain"]],
    ["to everybody where nobody has tags", plain, ["a", "b"]],
  ])("%s", (_, group, expected) => {
    expect(keptOf(group, [])).toEqual(expected);
    expect(keptOf(group, [], false)).toEqual(expected);
  });
});

test("tags mean nothing until the configuration filters by them", () => {
  expect(tags.rule(withDefault, contextOf({ request: { tags: ["free"] } }))).toBeUndefined();
});

test.each([
  [["free"], true, "it does not have one of the tags free"],
  [["paid", "fast"], false, "it does not have all of the tags paid, fast"],
  [["unheard-of"], true, "it is not tagged default, and the tags of the request match nobody"],
  [[], true, "it is not tagged default, and the request has no tags"],
])("whoever is dropped for the tags %j learns why", (wanted, matchesAnyTag, why) => {
  const context = contextOf({ request: { tags: wanted }, settings: { filtersTags: true, matchesAnyTag } });
  const rule = tags.rule(withDefault, context);
  expect(withDefault.filter((one) => !rule?.keeps(one)).map((one) => rule?.why(one))).toContain(why);
});
