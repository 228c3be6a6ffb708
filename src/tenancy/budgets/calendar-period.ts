import { findPeriod, isOfCalendar, type Period } from "../../limits/find-period.ts";
import type { TenancyContext } from "../action.ts";

/** By whose clock and calendar budgets are reset. */
export type Clock = Pick<TenancyContext, "now" | "timeZone">;

/** The period at hand of a budget that the calendar resets. Any other begins with a request, and no row says when that was. */
export const calendarPeriod = (
  duration: string | null | undefined,
  { now, timeZone = "UTC" }: Clock,
): Period | undefined =>
  typeof duration === "string" && isOfCalendar(duration) ? findPeriod(duration, now(), timeZone) : undefined;
