import { createHmac } from "node:crypto";
import { Ratelimit } from "@upstash/ratelimit";
import { type DoorStore, DoorStoreError } from "../door-store.ts";
import { codeOf } from "./code-of.ts";
import { openClient, type RedisAccess } from "./open-client.ts";

/** Nobody waits for a count: this only ends what would hang. */
const DEADLINE_MS = 1_000;
const PSEUDONYM_LENGTH = 32;

interface RedisDoorOptions extends RedisAccess {
  /** Apart from other kinds of attempts. */
  readonly name: string;
  readonly perMinute: number;
  /** An address is personal data, and all of IPv4 is quickly tried: only who has this can tell which one was counted. */
  readonly secret: string;
  /** For one count with all its trips, milliseconds. */
  readonly deadlineMs?: number;
}

/** Attempts in a sliding minute, in Redis behind Upstash's REST API, under a pseudonym of the address. */
export class RedisDoorStore implements DoorStore {
  readonly #limiter: Ratelimit;
  readonly #secret: string;

  constructor({ name, perMinute, secret, deadlineMs = DEADLINE_MS, ...access }: RedisDoorOptions) {
    this.#secret = secret;
    this.#limiter = new Ratelimit({
      redis: openClient(access, deadlineMs),
      limiter: Ratelimit.slidingWindow(perMinute, "1 m"),
      prefix: `tollgate:door:${name}`,
      timeout: deadlineMs,
      // Who asks remembers the answers, within bounds; the library's own memory would only grow.
      ephemeralCache: false,
      analytics: false,
      enableTelemetry: false,
    });
  }

  async charge(address: string): Promise<number | undefined> {
    const { remaining, reset, reason } = await this.#limiter.limit(this.#pseudonymOf(address)).catch(fail);
    // The library takes silence for a yes.
    if (reason === "timeout") return fail();
    return remaining > 0 ? undefined : reset;
  }

  #pseudonymOf(address: string): string {
    return createHmac("sha256", this.#secret).update(`door:${address}`).digest("hex").slice(0, PSEUDONYM_LENGTH);
  }
}

function fail(error?: unknown): never {
  const code = codeOf(error);
  throw new DoorStoreError(code === undefined ? "Redis did not answer." : `Redis refused the command: ${code}.`);
}
