import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findPeriod, isOfCalendar } from "../../../src/limits/find-period.ts";

const end = (duration: string, now: string, timeZone = "UTC"): string | undefined => {
  const endsAtMs = findPeriod(duration, Date.parse(now), timeZone)?.endsAtMs;
  return endsAtMs === undefined ? undefined : new Date(endsAtMs).toISOString().replace(".000Z", "Z");
};

describe("a budget that is reset", () => {
  // 2026-11-21 is a Saturday.
  test.each([
    ["1d", "2026-11-21T10:00:00Z", "2026-11-22T00:00:00Z"],
    ["1d", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z"],
    ["1d", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"],
    ["7d", "2026-11-21T10:00:00Z", "2026-11-23T00:00:00Z"],
    ["7d", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z"],
    ["1w", "2026-11-22T23:00:00Z", "2026-11-23T00:00:00Z"],
    ["30d", "2026-11-21T10:00:00Z", "2026-12-01T00:00:00Z"],
    ["1mo", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"],
    ["1y", "2026-11-21T10:00:00Z", "2027-11-01T00:00:00Z"],
    ["3mo", "2026-11-21T10:00:00Z", "2027-02-01T00:00:00Z"],
    ["3d", "2026-11-29T10:00:00Z", "2026-12-02T00:00:00Z"],
    ["14d", "2026-11-21T00:00:00Z", "2026-12-05T00:00:00Z"],
    ["31d", "2026-11-21T23:59:59Z", "2026-12-22T00:00:00Z"],
    ["30d", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"],
    ["1mo", "2028-02-29T12:00:00Z", "2028-03-01T00:00:00Z"],
    ["6h", "2026-11-21T05:59:59Z", "2026-11-21T06:00:00Z"],
    ["24h", "2026-11-21T05:00:00Z", "2026-11-22T00:00:00Z"],
    ["36h", "2026-11-21T05:00:00Z", "2026-11-22T00:00:00Z"],
    ["1h", "2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z"],
    ["12h", "2026-11-21T10:00:00Z", "2026-11-21T12:00:00Z"],
    ["12h", "2026-11-21T13:00:00Z", "2026-11-22T00:00:00Z"],
    ["7h", "2026-11-21T22:00:00Z", "2026-11-22T00:00:00Z"],
    ["30m", "2026-11-21T10:31:00Z", "2026-11-21T11:00:00Z"],
    ["45s", "2026-11-21T00:00:50Z", "2026-11-21T00:01:30Z"],
  ])("every %s has, at %s, its next reset at %s", (duration, now, expected) => {
    expect(end(duration, now)).toBe(expected);
  });

  test.each([
    ["1d", "2026-11-21T22:59:00Z", "Europe/Berlin", "2026-11-21T23:00:00Z"],
    ["1d", "2026-11-21T23:00:00Z", "Europe/Berlin", "2026-11-22T23:00:00Z"],
    ["1mo", "2026-11-21T10:00:00Z", "Asia/Kolkata", "2026-11-30T18:30:00Z"],
    ["7d", "2026-11-22T14:00:00Z", "Pacific/Auckland", "2026-11-29T11:00:00Z"],
    // Clocks go forward on 2027-03-28 and back on 2026-10-25 in Berlin.
    ["1d", "2027-03-28T10:00:00Z", "Europe/Berlin", "2027-03-28T22:00:00Z"],
    ["1d", "2026-10-24T22:30:00Z", "Europe/Berlin", "2026-10-25T23:00:00Z"],
    ["7d", "2026-10-24T22:30:00Z", "Europe/Berlin", "2026-10-25T23:00:00Z"],
    ["30d", "2027-03-28T10:00:00Z", "Europe/Berlin", "2027-03-31T22:00:00Z"],
    ["3d", "2027-03-27T10:00:00Z", "Europe/Berlin", "2027-03-29T22:00:00Z"],
    // At noon and at six by the clock, however many hours the day has.
    ["12h", "2027-03-27T23:30:00Z", "Europe/Berlin", "2027-03-28T10:00:00Z"],
    ["12h", "2027-03-28T10:00:00Z", "Europe/Berlin", "2027-03-28T22:00:00Z"],
    ["12h", "2026-10-24T22:30:00Z", "Europe/Berlin", "2026-10-25T11:00:00Z"],
    ["6h", "2026-11-01T03:30:00Z", "America/New_York", "2026-11-01T04:00:00Z"],
    ["6h", "2026-11-01T04:00:00Z", "America/New_York", "2026-11-01T11:00:00Z"],
    ["1h", "2027-03-28T00:30:00Z", "Europe/Berlin", "2027-03-28T01:00:00Z"],
    ["30m", "2027-03-28T00:40:00Z", "Europe/Berlin", "2027-03-28T01:00:00Z"],
  ])("every %s at %s in %s is next reset at %s", (duration, now, zone, expected) => {
    expect(end(duration, now, zone)).toBe(expected);
  });

  test.each(["", "0d", "d", "1q", "-1d", "1.5h", "1000000s", "1D", "30 d"])("cannot be told for %j", (duration) => {
    expect(end(duration, "2026-11-21T10:00:00Z")).toBeUndefined();
  });

  test.each(["2d", "29d", "2w", "3mo", "1y"])("every %s begins with the day of its first request", (duration) => {
    expect(isOfCalendar(duration)).toBe(false);
    const today = findPeriod(duration, Date.UTC(2026, 10, 30, 12), "UTC");
    expect(findPeriod(duration, Date.UTC(2026, 11, 1, 12), "UTC")).not.toEqual(today);
  });

  test("lasts from before now to after now, and every instant in it has the same period", () => {
    const durations = fc.constantFrom("1d", "7d", "30d", "1mo", "1h", "5h", "12h", "36h", "30m", "1w");
    const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe");
    const instants = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) });
    fc.assert(
      fc.property(
        durations,
        zones,
        instants,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (duration, zone, now, part) => {
          expect(isOfCalendar(duration)).toBe(true);
          const period = findPeriod(duration, now, zone);
          const { startsAtMs = 0, endsAtMs = 0 } = period ?? {};
          expect(startsAtMs).toBeLessThanOrEqual(now);
          expect(endsAtMs).toBeGreaterThan(now);
          expect(findPeriod(duration, startsAtMs, zone)).toEqual(period);
          expect(findPeriod(duration, startsAtMs + Math.floor((endsAtMs - startsAtMs) * part), zone)).toEqual(period);
        },
      ),
    );
  });
});
