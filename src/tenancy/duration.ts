import { GatewayError } from "../core/errors.ts";
import { findPeriod } from "../limits/find-period.ts";

const GRAMMAR = /^(\d+)(s|m|h|d|w|mo|y)$/;

const FIXED_UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const UNITS_IN_MONTHS: Readonly<Record<string, number>> = { mo: 1, y: 12 };

/** The last instant that ISO 8601 writes with a year of four digits. */
const LAST_INSTANT_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * The instant a duration (`20m`, `12h`, `30d`, `1w`, `1mo`, `2y`) after `startMs`, to the millisecond: nothing is
 * rounded to the end of a day or month. Months and years are those of the UTC calendar; a day the target month
 * does not have becomes its last. Undefined for anything that is no duration, is zero, or leads past the year 9999.
 */
export function addDuration(startMs: number, duration: string): number | undefined {
  const [, digits = "", unit = ""] = GRAMMAR.exec(duration) ?? [];
  const amount = Number(digits);
  if (amount < 1) return undefined;
  const unitMs = FIXED_UNITS_MS[unit];
  const end =
    unitMs === undefined ? addMonths(startMs, amount * (UNITS_IN_MONTHS[unit] ?? 0)) : startMs + amount * unitMs;
  return end <= LAST_INSTANT_MS ? end : undefined;
}

/** Whether a budget can be reset this often: what limits read has no leading zeros, and at most six digits. */
export const isBudgetDuration = (text: string): boolean =>
  addDuration(0, text) !== undefined && findPeriod(text, 0, "UTC") !== undefined;

export const invalidDuration = (param: string): GatewayError => {
  const message = `Invalid ${param}: expected a whole number from 1 on and one of the units s, m, h, d, w, mo, y, such as '30d'.`;
  return new GatewayError("invalid_request", message, { param });
};

function addMonths(startMs: number, months: number): number {
  const end = new Date(startMs);
  const day = end.getUTCDate();
  // From the first of the month, so that the month itself never overflows into the next.
  end.setUTCDate(1);
  end.setUTCMonth(end.getUTCMonth() + months);
  const daysInMonth = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(day, daysInMonth));
  return end.getTime();
}
