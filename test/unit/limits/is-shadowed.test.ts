import { expect, test } from "vitest";
import { isShadowed } from "../../../src/limits/is-shadowed.ts";
import type { ShadowEntry } from "../../../src/limits/is-shadowed.ts";

test.each<[entries: ShadowEntry[], team: string, key: string]>([
  [[], "", ""],
  [["requests"], "requests", "requests"],
  [["team"], "requests tokens parallel cost", ""],
  [["team/cost"], "cost", ""],
  [["team/cost", "tokens"], "tokens cost", "tokens"],
])("%j leaves out %j of a team and %j of a key", (entries, team, key) => {
  const metrics = ["requests", "tokens", "parallel", "cost"] as const;
  const shadowed = (kind: "team" | "key"): string =>
    metrics.filter((metric) => isShadowed(new Set(entries), kind, metric)).join(" ");
  expect([shadowed("team"), shadowed("key")]).toEqual([team, key]);
});
