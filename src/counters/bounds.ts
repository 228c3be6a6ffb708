import type { Take } from "./command.ts";

/** How long an ended request is remembered: a repeated command finds it, and a late settlement puts it right. */
export const REMEMBERED_MS = 900_000;

/** So much of the future a window keeps buckets for. */
export const USABLE_MS_MAX = 10_000;

/** Throws `RangeError` where a take may be used for longer than windows can count. */
export function usableMsOf({ usableMs = 0 }: Take): number {
  if (usableMs >= 0 && usableMs <= USABLE_MS_MAX) return usableMs;
  throw new RangeError(`usableMs is from 0 to ${USABLE_MS_MAX}, not ${usableMs}`);
}
