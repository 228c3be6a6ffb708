import { expect, test } from "vitest";
import { shardOf } from "../../../src/limits/shard-of.ts";

test.each([
  [["key:a"], "key:a"],
  [["key:a", "proxy"], "proxy"],
])("%j are decided together by %s", (holders, shard) => {
  expect(shardOf(holders.map((holder) => ({ holder })))).toBe(shard);
});
