import { type Started, UnderWay } from "./under-way.ts";

const RETRIES_MIN = 3;
const REQUESTS_PER_RETRY = 5;

/**
 * How many retries an isolate has under way at the same time: a fifth of its requests, and at least three. So an outage is
 * never multiplied, however many retries each request may have.
 * https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/cluster/v3/circuit_breaker.proto (retry budget)
 */
export class RetryBudget {
  readonly #requests = new UnderWay<Started>();
  readonly #retries = new UnderWay<Started>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  enter(): Started {
    const request = { startedAtMs: this.#now() };
    this.#requests.add(request);
    return request;
  }

  leave(request: Started): void {
    this.#requests.remove(request);
  }

  /** Before the pause that leads to the retry. Undefined when there are enough of them. */
  enterRetry(): Started | undefined {
    const retry = { startedAtMs: this.#now() };
    this.#requests.giveUp(retry.startedAtMs);
    this.#retries.giveUp(retry.startedAtMs);
    const retriesMax = Math.max(RETRIES_MIN, Math.floor(this.#requests.size / REQUESTS_PER_RETRY));
    if (this.#retries.size >= retriesMax) return undefined;
    this.#retries.add(retry);
    return retry;
  }

  leaveRetry(retry: Started): void {
    this.#retries.remove(retry);
  }
}
