import { expect, test } from "vitest";
import { nanoUsd } from "../../../src/core/money.ts";
import { writeUsd } from "../../../src/core/write-usd.ts";

test.each([
  [0, "0"],
  [1, "0.000000001"],
  [20, "0.00000002"],
  [1_500_000_000, "1.5"],
  [100_000_000_000, "100"],
  [8_999_999_999_999_999, "8999999.999999999"],
])("%d nano-dollars are %s dollars", (nano, dollars) => {
  expect(writeUsd(nanoUsd(nano))).toBe(dollars);
});
