import { describe, expect, test } from "vitest";
import type { RoutingFacts } from "../../../../src/core/deployment.ts";
import { asId } from "../../../../src/core/ids.ts";
import { capabilities } from "../../../../src/router/filters/capabilities.ts";
import { contextWindow } from "../../../../src/router/filters/context-window.ts";
import { cooldown } from "../../../../src/router/filters/cooldown.ts";
import type { Filter } from "../../../../src/router/filters/filter.ts";
import { order } from "../../../../src/router/filters/order.ts";
import { pinned } from "../../../../src/router/filters/pinned.ts";
import { region } from "../../../../src/router/filters/region.ts";
import { deploymentOf } from "../../../support/deployments.ts";
import type { Scene } from "../strategies/stage.ts";
import { contextOf, groupOf, idsOf } from "../strategies/stage.ts";

type Facts = Readonly<Record<string, Partial<RoutingFacts>>>;
/** What the filter is given, and whom it keeps; undefined when it has nothing to judge by. */
type Row = readonly [name: string, facts: Facts, scene: Scene, kept: readonly string[] | undefined];

const rulesOf = (filter: Filter, rows: readonly Row[]): void => {
  test.each(rows)("%s", (_, facts, scene, kept) => {
    const group = groupOf(facts);
    const rule = filter.rule(group, contextOf(scene));
    expect(rule && idsOf(group.filter(rule.keeps))).toEqual(kept);
  });
};

const whyOf = (filter: Filter, facts: Facts, scene: Scene): string | undefined => {
  const group = groupOf(facts);
  const rule = filter.rule(group, contextOf(scene));
  const [dropped] = group.filter((candidate) => rule?.keeps(candidate) === false);
  return dropped && rule?.why(dropped);
};

const two: Facts = { a: {}, b: {} };
const ahead: Scene = { settings: { checksBefore: true } };

describe("the pinned deployment", () => {
  rulesOf(pinned, [
    ["is the only one", two, { request: { pinned: asId<"deployment">("b") } }, ["b"]],
    ["can leave nobody", two, { request: { pinned: asId<"deployment">("z") } }, []],
    ["is not there", two, {}, undefined],
  ]);
});

test("the deployments of an account are those that are reached as one of them is, and the pinned one among them", () => {
  const [near, far] = [deploymentOf({ id: asId("near") }), deploymentOf({ id: asId("far"), credential: "another" })];
  const twin = deploymentOf({ id: asId("twin") });
  const keptBy = (request: Scene["request"]) => {
    const rule = pinned.rule([near, far, twin], contextOf({ request: { keptAt: near, ...request } }));
    return rule && idsOf([near, far, twin].filter(rule.keeps));
  };
  expect(keptBy({})).toEqual(["near", "twin"]);
  expect(keptBy({ pinned: asId<"deployment">("twin") })).toEqual(["twin"]);
  expect(keptBy({ pinned: asId<"deployment">("far") })).toEqual([]);
});

describe("cooling deployments", () => {
  rulesOf(cooldown, [
    ["are left alone", two, { seen: { a: { cooledUntilMs: 5_000 } } }, ["b"]],
    ["are not there", two, {}, undefined],
    [
      "are used when all cool: first who is ready first",
      two,
      { seen: { a: { cooledUntilMs: 9 }, b: { cooledUntilMs: 8 } } },
      ["b"],
    ],
    [
      "are used, all, when they are ready at once",
      two,
      { seen: { a: { cooledUntilMs: 9 }, b: { cooledUntilMs: 9 } } },
      undefined,
    ],
    ["are used when there is one", { a: {} }, { seen: { a: { cooledUntilMs: 9 } } }, undefined],
    ["do not matter in an empty group", {}, {}, undefined],
  ]);

  test("are told with their end", () => {
    const seen = { a: { cooledUntilMs: Date.UTC(2026, 0, 2, 3, 4, 5) } };
    expect(whyOf(cooldown, two, { seen })).toBe("it cools down until 2026-01-02T03:04:05.000Z");
  });
});

describe("the context window", () => {
  const facts: Facts = { small: { contextWindow: 99 }, exact: { contextWindow: 100 }, unknown: {} };
  rulesOf(contextWindow, [
    ["is looked at where the configuration says so", facts, ahead, ["exact", "unknown"]],
    ["is looked at for fallbacks", facts, { isFallback: true }, ["exact", "unknown"]],
    ["is else for the provider to judge", facts, {}, undefined],
    ["is not looked at where nobody's is known", two, ahead, undefined],
  ]);

  test("is told with both figures", () => {
    expect(whyOf(contextWindow, facts, ahead)).toBe("it takes 99 input tokens, the request has about 100");
  });

  test.each<readonly [string, Facts, Scene]>([
    ["where nobody looks", facts, {}],
    ["where nothing is known", two, ahead],
  ])("does not have the tokens estimated %s", (_, known, scene) => {
    const inputTokens = (): number => {
      throw new Error("estimated");
    };
    expect(contextWindow.rule(groupOf(known), contextOf({ ...scene, request: { inputTokens } }))).toBeUndefined();
  });
});

describe("capabilities", () => {
  const facts: Facts = { all: { capabilities: ["tools", "vision"] }, few: { capabilities: ["tools"] }, unknown: {} };
  const seeing = { request: { needs: () => ["tools", "vision"] as const } };
  rulesOf(capabilities, [
    ["are needed, all of them", facts, { ...ahead, ...seeing }, ["all", "unknown"]],
    ["are needed of fallbacks", facts, { isFallback: true, ...seeing }, ["all", "unknown"]],
    ["are else for the provider to judge", facts, seeing, undefined],
    ["are not needed for text", facts, ahead, undefined],
    ["are not looked at where nobody's are known", two, { ...ahead, ...seeing }, undefined],
  ]);

  test("are told when they lack", () => {
    expect(whyOf(capabilities, facts, { ...ahead, ...seeing })).toBe("it cannot do vision");
  });
});

describe("the region", () => {
  const facts: Facts = { here: { region: "eu" }, there: { region: "us" }, nowhere: {} };
  rulesOf(region, [
    ["is kept to the letter", facts, { request: { region: "eu" } }, ["here"]],
    ["can leave nobody", two, { request: { region: "eu" } }, []],
    ["is free", facts, {}, undefined],
  ]);

  test("is told, known or not", () => {
    expect(whyOf(region, facts, { request: { region: "eu" } })).toBe("it is in us, the request must stay in eu");
    expect(whyOf(region, { a: {} }, { request: { region: "eu" } })).toContain("in no known region");
  });
});

describe("the order", () => {
  rulesOf(order, [
    ["leaves the lowest", { a: { order: 2 }, b: { order: 1 }, c: { order: 1 } }, {}, ["b", "c"]],
    ["goes before none", { a: {}, b: { order: 7 } }, {}, ["b"]],
    ["may be 0 or below", { a: { order: 0 }, b: { order: -1 } }, {}, ["b"]],
    ["does not matter when it is the same", { a: { order: 1 }, b: { order: 1 } }, {}, undefined],
    ["does not matter when nobody has one", two, {}, undefined],
  ]);

  test("is told with the lowest", () => {
    expect(whyOf(order, { a: { order: 2 }, b: { order: 1 } }, {})).toBe(
      "its order is 2, and there are some of order 1",
    );
  });
});
