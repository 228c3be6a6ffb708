import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDuration, isBudgetDuration } from "../../../src/tenancy/duration.ts";

const after = (start: string, duration: string): string | undefined => {
  const end = addDuration(Date.parse(start), duration);
  return end === undefined ? undefined : new Date(end).toISOString();
};

const monthOf = (date: Date): number => date.getUTCFullYear() * 12 + date.getUTCMonth();

describe("a duration", () => {
  test.each([
    ["2025-10-15T14:30:00.000Z", "20m", "2025-10-15T14:50:00.000Z"],
    ["2025-10-15T14:30:00.000Z", "12h", "2025-10-16T02:30:00.000Z"],
    ["2025-10-15T14:30:00.000Z", "30d", "2025-11-14T14:30:00.000Z"],
    ["2025-10-15T14:30:00.000Z", "1w", "2025-10-22T14:30:00.000Z"],
    ["2025-10-15T14:30:00.000Z", "1mo", "2025-11-15T14:30:00.000Z"],
    ["2025-11-15T00:00:00.000Z", "2mo", "2026-01-15T00:00:00.000Z"],
    ["2025-12-15T00:00:00.000Z", "3mo", "2026-03-15T00:00:00.000Z"],
    ["2025-01-31T10:00:00.000Z", "1mo", "2025-02-28T10:00:00.000Z"],
    ["2024-01-31T10:00:00.000Z", "1mo", "2024-02-29T10:00:00.000Z"],
    ["2024-02-29T10:00:00.000Z", "1y", "2025-02-28T10:00:00.000Z"],
    ["2024-02-29T10:00:00.000Z", "4y", "2028-02-29T10:00:00.000Z"],
    ["2025-03-31T23:59:59.999Z", "1mo", "2025-04-30T23:59:59.999Z"],
    ["2025-10-15T14:30:00.123Z", "1s", "2025-10-15T14:30:01.123Z"],
    ["2025-10-15T14:30:00.000Z", "007d", "2025-10-22T14:30:00.000Z"],
    ["9999-12-31T23:59:58.999Z", "1s", "9999-12-31T23:59:59.999Z"],
  ])("after %s, %s ends at %s", (start, duration, end) => {
    expect(after(start, duration)).toBe(end);
  });

  test.each([
    "20mins",
    "x20m",
    "0m",
    "-5m",
    "1.5h",
    "30",
    "",
    " 1d",
    "1d ",
    "1d\n",
    "1D",
    "1 d",
    "d",
    "1mo1d",
    "٣d",
    "0mo",
    "1e3s",
  ])("%j is none", (duration) => {
    expect(after("2025-10-15T14:30:00Z", duration)).toBeUndefined();
  });

  test.each(["8000y", "100000mo", "9999999999999999s", `${"9".repeat(400)}d`, `${"9".repeat(400)}mo`])(
    "%s, which leads past the year 9999, is none",
    (duration) => {
      expect(after("2025-10-15T14:30:00Z", duration)).toBeUndefined();
    },
  );

  const instant = fc.integer({ min: 0, max: Date.UTC(2100, 0) });
  test("of a fixed unit is exactly that many of them", () => {
    const unit = fc.constantFrom(
      ["s", 1_000] as const,
      ["m", 60_000] as const,
      ["h", 3_600_000] as const,
      ["d", 86_400_000] as const,
      ["w", 604_800_000] as const,
    );
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 5_000 }), unit, (start, amount, [name, unitMs]) => {
        expect(addDuration(start, `${amount}${name}`)).toBe(start + amount * unitMs);
      }),
    );
  });

  test("of months keeps the time of day and lands in the right month, on the same day or the month's last", () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 600 }), (start, months) => {
        const [from, to] = [new Date(start), new Date(addDuration(start, `${months}mo`) ?? Number.NaN)];
        expect(monthOf(to)).toBe(monthOf(from) + months);
        expect(to.getTime() % 86_400_000).toBe(start % 86_400_000);
        const isLast = new Date(to.getTime() + 86_400_000).getUTCDate() === 1;
        expect(to.getUTCDate() === from.getUTCDate() || (isLast && to.getUTCDate() < from.getUTCDate())).toBe(true);
      }),
    );
  });
});

describe("the duration of a budget", () => {
  test.each(["30s", "12h", "1d", "7d", "30d", "1mo", "2y"])("may be %s", (duration) => {
    expect(isBudgetDuration(duration)).toBe(true);
  });

  // The last two would do as times to live, but no period is found for them.
  test.each(["", "0d", "soon", "8000y9", "99999y", "007d", "1000000d"])("may not be %j", (duration) => {
    expect(isBudgetDuration(duration)).toBe(false);
  });
});
