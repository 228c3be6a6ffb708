import { type BackgroundParts, chargeBackground } from "./charge-background.ts";

/** At a time: a batch of statements that D1 answers well within a second. */
const PURGED_AT_ONCE = 500;
/** Of one run of the job; what is left waits for the next. */
const PURGES_MAX = 10;

/** For a scheduled job: charges what is over in background, and takes out answers whose time is over. Rejects with `store_unavailable`. */
export async function sweepResponses(parts: BackgroundParts, now: () => number): Promise<void> {
  await chargeBackground(parts, now);
  for (let times = 0; times < PURGES_MAX; times++)
    if ((await parts.responses.store.purge(now(), PURGED_AT_ONCE)) < PURGED_AT_ONCE) return;
}
