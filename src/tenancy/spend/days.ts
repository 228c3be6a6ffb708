import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";

export const DAY_MS = 86_400_000;
/** Reports without dates are of so many days. */
const RECENT_DAYS = 30;

export interface Days {
  /** First and last day, `YYYY-MM-DD`, UTC. */
  readonly from: string;
  readonly to: string;
}

interface Dates {
  readonly start_date?: string | undefined;
  readonly end_date?: string | undefined;
}

export const startOfDay = (date: string): number => Date.parse(`${date}T00:00:00Z`);
export const dayOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, "YYYY-MM-DD".length);

/** `YYYY-MM-DD` of a day that exists; `Date` alone would read 30 February as 2 March. */
export const isDate = (text: string): boolean => {
  const start = /^\d{4}-\d\d-\d\d$/.test(text) ? startOfDay(text) : Number.NaN;
  return !Number.isNaN(start) && dayOf(start) === text;
};

/** `Jan 22`, as LiteLLM writes days for its charts. */
export const writeDay = (day: string): string =>
  new Date(startOfDay(day)).toLocaleDateString("en-US", { month: "short", day: "2-digit", timeZone: "UTC" });

export const dateFields = { start_date: z.string().optional(), end_date: z.string().optional() };

/** Both dates, which must be there and be right: otherwise 400, as LiteLLM has it. */
export function readDays(dates: Dates): Days {
  return { from: readDay(dates, "start_date"), to: readDay(dates, "end_date") };
}

/** The same where they may be left out together: then it is the last thirty days. */
export const readDaysOrRecent = (dates: Dates, nowMs: number): Days =>
  dates.start_date === undefined && dates.end_date === undefined ? recentDays(nowMs) : readDays(dates);

const recentDays = (nowMs: number): Days => ({
  from: dayOf(nowMs - (RECENT_DAYS - 1) * DAY_MS),
  to: dayOf(nowMs),
});

/**
 * The UTC days that days somewhere else touch. `offsetMinutes` is what `Date.getTimezoneOffset` says there: positive
 * to the west.
 */
export function widen({ from, to }: Days, offsetMinutes: number): Days {
  if (offsetMinutes > 0) return { from, to: dayOf(startOfDay(to) + DAY_MS) };
  return offsetMinutes < 0 ? { from: dayOf(startOfDay(from) - DAY_MS), to } : { from, to };
}

function readDay(dates: Dates, param: keyof Dates): string {
  const date = dates[param];
  if (date !== undefined && isDate(date)) return date;
  const message =
    date === undefined
      ? "Please provide start_date and end_date."
      : `${param} should be a date in the form YYYY-MM-DD.`;
  throw new GatewayError("invalid_request", message, { param });
}
