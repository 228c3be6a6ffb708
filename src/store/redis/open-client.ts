import { Redis } from "@upstash/redis/cloudflare";

/** Where Upstash's REST API is, `https://…`, and what lets us in. */
export interface RedisAccess {
  readonly url: string;
  readonly token: string;
}

/** A client that gives up at the deadline (milliseconds, for each trip). Throws when `url` is no HTTP address. */
export const openClient = ({ url, token }: RedisAccess, deadlineMs: number): Redis =>
  new Redis({
    url,
    token,
    // A repeated command is the caller's decision; `false` would still repeat once.
    retry: { retries: 0 },
    // A function: the client takes an abort of a fixed signal for an answer.
    signal: () => AbortSignal.timeout(deadlineMs),
    // It would send commands of different requests in one, and those must not share I/O in Workers.
    enableAutoPipelining: false,
    automaticDeserialization: false,
    // Every answer is text that JSON can carry.
    responseEncoding: false,
    enableTelemetry: false,
  });
