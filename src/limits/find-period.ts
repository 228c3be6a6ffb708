const SECOND_MS = 1_000;
const UNIT_MS = { s: SECOND_MS, m: 60 * SECOND_MS, h: 3_600 * SECOND_MS } as const;

/** A budget's period: from the one instant on, to just before the other. */
export interface Period {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/**
 * The period at hand of a budget that is reset every `duration`, by the calendar of a time zone (an IANA name), as the
 * LiteLLM proxy has it: `1d` at midnight, `7d` on Monday, `30d` and `1mo` on the first of the month, any other number
 * of days at midnight so many days on, hours, minutes and seconds at the next multiple within the day. Undefined for a
 * text that is no duration.
 */
export function findPeriod(duration: string, nowMs: number, timeZone: string): Period | undefined {
  const [, digits = "", unit = ""] = /^([1-9]\d{0,5})(s|m|h|d|w|mo|y)$/.exec(duration) ?? [];
  const count = Number(digits);
  const today = startOfDay(nowMs, timeZone);
  const days = (from: number, to: number): Period => ({
    startsAtMs: daysLater(today, from, timeZone).atMs,
    endsAtMs: daysLater(today, to, timeZone).atMs,
  });
  const months = (to: number): Period => ({
    startsAtMs: firstOfMonth(today, 0, timeZone).atMs,
    endsAtMs: firstOfMonth(today, to, timeZone).atMs,
  });
  switch (unit) {
    case "s":
    case "m":
    case "h":
      return withinDay(today, count * UNIT_MS[unit], nowMs, timeZone);
    case "d":
      if (count === 30) return months(1);
      return count === 7 ? days(-daysSinceMonday(today), 7 - daysSinceMonday(today)) : days(0, count);
    case "w":
      return count === 1 ? days(-daysSinceMonday(today), 7 - daysSinceMonday(today)) : days(0, 7 * count);
    case "mo":
      return months(count);
    case "y":
      return months(12 * count);
    default:
      return undefined;
  }
}

/**
 * Whether the calendar alone says when such a budget is reset. Any other period begins with the day of its first request,
 * and only who counts knows which day that was.
 */
export const isOfCalendar = (duration: string): boolean => /^(\d+[smh]|1d|7d|30d|1w|1mo)$/.test(duration);

/** The multiple of a step at hand, by the clock on the wall: `12h` is reset at noon also on a day that has 23 hours. */
function withinDay(today: Day, step: number, nowMs: number, timeZone: string): Period {
  const { year, month, day } = today;
  const tomorrowMs = daysLater(today, 1, timeZone).atMs;
  if (step < UNIT_MS.h) {
    const startsAtMs = today.atMs + Math.floor((nowMs - today.atMs) / step) * step;
    return { startsAtMs, endsAtMs: Math.min(startsAtMs + step, tomorrowMs) };
  }
  let startsAtMs = today.atMs;
  for (let wallMs = step; ; wallMs += step) {
    const atMs = Math.min(instantOf(Date.UTC(year, month, day) + wallMs, timeZone), tomorrowMs);
    if (atMs > nowMs) return { startsAtMs, endsAtMs: atMs };
    startsAtMs = atMs;
  }
}

/** A calendar day in a time zone, and the instant it begins. */
interface Day {
  readonly year: number;
  /** 0 to 11. */
  readonly month: number;
  readonly day: number;
  readonly atMs: number;
}

function startOfDay(nowMs: number, timeZone: string): Day {
  const local = new Date(nowMs + offsetAt(nowMs, timeZone));
  return dayOf(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate(), timeZone);
}

const daysLater = ({ year, month, day }: Day, days: number, timeZone: string): Day =>
  dayOf(year, month, day + days, timeZone);

const firstOfMonth = ({ year, month }: Day, months: number, timeZone: string): Day =>
  dayOf(year, month + months, 1, timeZone);

const daysSinceMonday = ({ year, month, day }: Day): number =>
  (new Date(Date.UTC(year, month, day)).getUTCDay() + 6) % 7;

/** Days and months beyond their range carry over, as in `Date.UTC`. */
function dayOf(year: number, month: number, day: number, timeZone: string): Day {
  const wall = new Date(Date.UTC(year, month, day));
  const atMs = instantOf(wall.getTime(), timeZone);
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth(), day: wall.getUTCDate(), atMs };
}

/** When a clock of the time zone shows what a UTC clock shows at `wallMs`. */
function instantOf(wallMs: number, timeZone: string): number {
  // The offset at the wanted instant is not known before the instant is: guess with the wall time, then correct once.
  const guess = wallMs - offsetAt(wallMs, timeZone);
  return wallMs - offsetAt(guess, timeZone);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What has to be added to UTC to read a clock of the time zone, in milliseconds. */
function offsetAt(atMs: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  const format = formats.get(timeZone) ?? newFormat(timeZone);
  const parts = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / SECOND_MS) * SECOND_MS;
}

function newFormat(timeZone: string): Intl.DateTimeFormat {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, format);
  return format;
}
