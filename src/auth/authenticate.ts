import { timingSafeEqual } from "node:crypto";
import type { Caller } from "../core/caller.ts";
import { GatewayError } from "../core/errors.ts";
import { asId, type KeyHash } from "../core/ids.ts";
import type { Defer, KeyCache, KeySnapshot } from "../store/key-store.ts";
import { LruMap } from "../store/lru-map.ts";
import { CLIENT_SECRET } from "./client-secrets.ts";
import { hashKey } from "./hash-key.ts";
import { readCredential } from "./read-credential.ts";

export interface AuthenticatorOptions {
  readonly masterKey: string | undefined;
  readonly keys: Pick<KeyCache, "peek" | "find">;
  /** Without a master key: let everyone in as admin (a local run) instead of refusing to serve. */
  readonly openLocally: boolean;
  readonly keyHeaderName?: string | undefined;
  readonly now: () => number;
}

/**
 * Who sends this request. Answers without a promise when the key is at hand. Throws, or rejects with, a
 * `GatewayError`: `gateway_not_configured`, `key_missing`, `key_malformed`, `key_unknown`, `key_blocked`,
 * `key_expired`, `team_blocked` or `store_unavailable`; none of their messages holds any part of the key.
 * `vouchedFor` is the hash of the key that whatever the request shows was made for; it goes in its place.
 */
export type Authenticator = (request: Request, defer: Defer, vouchedFor?: KeyHash) => Caller | Promise<Caller>;

/** The user that LiteLLM names for the holder of the master key. */
const ADMIN_USER = asId<"user">("default_user_id");

/**
 * Hashing costs more than all else here, so the hashes of the busiest keys are kept, in memory and only of keys that
 * let someone in. A key leaves as soon as it is no longer at hand.
 */
const HASHES_MAX = 500;

export function createAuthenticator({
  masterKey,
  keys,
  openLocally,
  keyHeaderName,
  now,
}: AuthenticatorOptions): Authenticator {
  // No header can carry the whitespace that a pasted secret may end with.
  const master = masterKey?.trim() ?? "";
  if (master === "" && !openLocally) return refuseToServe;

  const isOpen = master === "";
  const key = isOpen ? asId<"key-hash">("local") : hashKey(master);
  const admin: Caller = { role: "admin", key, user: ADMIN_USER, models: [], aliases: {} };
  const masterHash = Buffer.from(key);
  const isMaster = (hash: KeyHash): boolean => !isOpen && timingSafeEqual(Buffer.from(hash), masterHash);
  const hashes = new LruMap<string, KeyHash>(HASHES_MAX);

  /** For everyone who shows no key that exists. */
  function admitStranger(refusal: GatewayError): Caller {
    if (isOpen) return admin;
    throw refusal;
  }

  const find = async (hash: KeyHash, defer: Defer): Promise<Caller> => {
    const snapshot = await keys.find(hash, defer);
    return snapshot === undefined ? admitStranger(unknown()) : callerOf(snapshot, now());
  };

  return (request, defer, vouchedFor) => {
    if (vouchedFor !== undefined) return vouchedFor === admin.key ? admin : find(vouchedFor, defer);
    const credential = readCredential(request.headers, keyHeaderName);
    if (credential === undefined)
      return admitStranger(new GatewayError("key_missing", "Authentication Error, No api key passed in."));
    const remembered = hashes.get(credential);
    const hash = remembered ?? hashKey(credential);
    if (remembered === undefined ? isMaster(hash) : hash === admin.key) {
      hashes.set(credential, hash);
      return admin;
    }
    if (!credential.startsWith("sk-")) return admitStranger(malformed(credential));
    const atHand = keys.peek(hash, defer);
    if (atHand !== undefined) {
      const caller = callerOf(atHand, now());
      hashes.set(credential, hash);
      return caller;
    }
    hashes.delete(credential);
    return find(hash, defer);
  };
}

const refuseToServe: Authenticator = () => {
  throw new GatewayError(
    "gateway_not_configured",
    "This gateway has no master key and serves nobody until it has one. Set it with `wrangler secret put LITELLM_MASTER_KEY`, " +
      "or as `general_settings.master_key` in the configuration.",
  );
};

const malformed = (credential: string): GatewayError =>
  new GatewayError(
    "key_malformed",
    credential.startsWith(CLIENT_SECRET)
      ? "Authentication Error, this client secret has expired, or is not for this."
      : "Authentication Error, LiteLLM Virtual Key expected. Received=[not shown], expected to start with 'sk-'.",
  );

const unknown = (): GatewayError =>
  new GatewayError(
    "key_unknown",
    "Authentication Error, Invalid proxy server token passed. Unable to find token in cache or `LiteLLM_VerificationTokenTable`",
    { param: "key" },
  );

function callerOf({ caller, blocked, teamBlocked, expiresAtMs }: KeySnapshot, now: number): Caller {
  if (blocked) throw new GatewayError("key_blocked", "Key is blocked. Update via `/key/unblock` if you're admin.");
  if (expiresAtMs !== undefined && now >= expiresAtMs) {
    const [expiry, current] = [new Date(expiresAtMs).toISOString(), new Date(now).toISOString()];
    throw new GatewayError(
      "key_expired",
      `Authentication Error - Expired Key. Key Expiry time ${expiry} and current time ${current}`,
    );
  }
  if (teamBlocked === true) {
    throw new GatewayError(
      "team_blocked",
      `Authentication Error, Team=${caller.team ?? ""} is blocked. Update via \`/team/unblock\` if your admin.`,
    );
  }
  return caller;
}
