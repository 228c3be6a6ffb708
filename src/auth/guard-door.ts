import { type Caller, secretOf } from "../core/caller.ts";
import { type ErrorCode, GatewayError } from "../core/errors.ts";
import type { KeyHash } from "../core/ids.ts";
import { LruMap } from "../store/lru-map.ts";
import type { AttemptCounter } from "./attempt-counter.ts";
import type { Authenticator } from "./authenticate.ts";
import { hashKey } from "./hash-key.ts";
import { readAddress } from "./read-address.ts";
import { readCredential } from "./read-credential.ts";

/** What is wrong with the caller, not with the gateway. */
const FAILURES: ReadonlySet<ErrorCode> = new Set([
  "key_missing",
  "key_malformed",
  "key_unknown",
  "key_blocked",
  "team_blocked",
  "key_expired",
]);

const FAMILIAR_MAX = 10_000;

export interface Guards {
  /** Counts failed authentications. */
  readonly failures?: AttemptCounter | undefined;
  /** Counts all requests. */
  readonly requests?: AttemptCounter | undefined;
  readonly keyHeaderName?: string | undefined;
}

/**
 * An authenticator behind a guard against floods from one address: it also throws `too_many_attempts`, before a key is
 * looked up. Nobody waits for the guard, and who shows a good key is not counted as a failure.
 *
 * Behind one address there may be a whole office. So a key that has let someone in from there is still looked at
 * after another's failures have closed the door; whoever guesses at keys learns nothing new from that.
 */
export function guardDoor(authenticate: Authenticator, { failures, requests, keyHeaderName }: Guards): Authenticator {
  const guarded = failures === undefined ? authenticate : againstFailures(authenticate, failures, keyHeaderName);
  if (requests === undefined) return guarded;
  return (request, defer, vouchedFor) => {
    const address = readAddress(request.headers);
    if (address !== undefined) {
      refuseFor(requests.refusedForMs(address), "requests");
      requests.charge(address, defer);
    }
    return guarded(request, defer, vouchedFor);
  };
}

function againstFailures(
  authenticate: Authenticator,
  failures: AttemptCounter,
  keyHeaderName: string | undefined,
): Authenticator {
  /** Who was let in, from where. */
  const familiar = new LruMap<string, true>(FAMILIAR_MAX);
  const visitOf = (address: string, { headers }: Request, vouchedFor?: KeyHash): string | undefined => {
    if (vouchedFor !== undefined) return describeVisit(address, vouchedFor);
    const credential = readCredential(headers, keyHeaderName);
    return credential === undefined ? undefined : describeVisit(address, hashKey(credential));
  };
  const isFamiliar = (visit: string | undefined): boolean => visit !== undefined && familiar.get(visit) === true;

  return (request, defer, vouchedFor) => {
    const address = readAddress(request.headers);
    if (address === undefined) return authenticate(request, defer, vouchedFor);
    const refusedForMs = failures.refusedForMs(address);
    if (refusedForMs > 0 && !isFamiliar(visitOf(address, request, vouchedFor)))
      refuseFor(refusedForMs, "failed authentications");

    const admit = (caller: Caller): Caller => {
      familiar.set(describeVisit(address, secretOf(caller)), true);
      return caller;
    };
    const charge = (error: unknown): never => {
      if (error instanceof GatewayError && FAILURES.has(error.code)) {
        const visit = visitOf(address, request, vouchedFor);
        if (visit !== undefined) familiar.delete(visit);
        failures.charge(address, defer);
      }
      throw error;
    };
    try {
      const caller = authenticate(request, defer, vouchedFor);
      return caller instanceof Promise ? caller.then(admit, charge) : admit(caller);
    } catch (error) {
      return charge(error);
    }
  };
}

const describeVisit = (address: string, secret: KeyHash): string => `${secret} ${address}`;

function refuseFor(waitMs: number, what: string): void {
  if (waitMs <= 0) return;
  const retryAfterSeconds = Math.ceil(waitMs / 1_000);
  throw new GatewayError(
    "too_many_attempts",
    `Too many ${what} from this address. Try again in ${retryAfterSeconds} s.`,
    { retryAfterSeconds },
  );
}
