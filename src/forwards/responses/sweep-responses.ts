import { type BackgroundParts, chargeBackground } from "./charge-background.ts";

/** At a time: a batch of statements that D1 answers well within a second. */
const PURGED_AT_ONCE = { responses: 500, conversations: 50 };
/** Of one run of the job; what is left waits for the next. */
const PURGES_MAX = 10;

/**
 * For a scheduled job: charges what is over in background, and takes out answers and conversations whose time is over.
 * Rejects with `store_unavailable`.
 */
export async function sweepResponses(parts: BackgroundParts, now: () => number): Promise<void> {
  await chargeBackground(parts, now);
  const { store, conversations } = parts.responses;
  await purgeAll(async (limit) => await store.purge(now(), limit), PURGED_AT_ONCE.responses);
  await purgeAll(async (limit) => await conversations.purge(now(), limit), PURGED_AT_ONCE.conversations);
}

async function purgeAll(purge: (limit: number) => Promise<number>, atOnce: number): Promise<void> {
  for (let times = 0; times < PURGES_MAX; times++) if ((await purge(atOnce)) < atOnce) return;
}
