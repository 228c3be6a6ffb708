import { GatewayError } from "../core/errors.ts";

/** As many writers may meet at one record: of those who try at the same time, one is done each time. */
const ATTEMPTS_MAX = 20;

/**
 * Reads, checks and writes anew as long as others write in between, so that nobody overwrites what they have not seen.
 * `attempt` answers undefined when somebody was faster. Throws `store_unavailable` when somebody always is.
 */
export async function tryUntilDone<Done>(attempt: () => Promise<Done | undefined>): Promise<Done> {
  for (let attempts = 0; attempts < ATTEMPTS_MAX; attempts += 1) {
    const done = await attempt();
    if (done !== undefined) return done;
  }
  throw new GatewayError("store_unavailable", "Too many others are changing this at the same time. Try again shortly.");
}
