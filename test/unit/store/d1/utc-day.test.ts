import { describe, expect, test } from "vitest";
import { dayOf, nextMidnight } from "../../../../src/store/d1/utc-day.ts";

const at = (text: string): number => Date.parse(text);

describe("days in UTC", () => {
  test.each([
    ["2026-01-15T00:00:00.000Z", "2026-01-15", "2026-01-15T00:00:00.000Z"],
    ["2026-01-15T00:00:00.001Z", "2026-01-15", "2026-01-16T00:00:00.000Z"],
    ["2026-01-15T23:59:59.999Z", "2026-01-15", "2026-01-16T00:00:00.000Z"],
    ["2028-02-29T12:00:00.000Z", "2028-02-29", "2028-03-01T00:00:00.000Z"],
    ["2026-12-31T23:00:00.000+00:00", "2026-12-31", "2027-01-01T00:00:00.000Z"],
    ["2026-12-31T23:00:00.000-02:00", "2027-01-01", "2027-01-02T00:00:00.000Z"],
    ["1970-01-01T00:00:00.000Z", "1970-01-01", "1970-01-01T00:00:00.000Z"],
  ])("%s is in %s, and the next midnight is %s", (instant, day, midnight) => {
    expect(dayOf(at(instant))).toBe(day);
    expect(nextMidnight(at(instant))).toBe(at(midnight));
  });
});
