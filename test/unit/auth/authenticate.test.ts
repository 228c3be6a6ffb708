import { describe, expect, test } from "vitest";
import { type Authenticator, type AuthenticatorOptions, createAuthenticator } from "../../../src/auth/authenticate.ts";
import { hashKey } from "../../../src/auth/hash-key.ts";
import { GatewayError } from "../../../src/core/errors.ts";
import { asId, type KeyHash } from "../../../src/core/ids.ts";
import type { KeySnapshot } from "../../../src/store/key-store.ts";

const NOW_MS = Date.UTC(2026, 0, 1);
const MASTER_KEY = "sk-master-1";

const snapshot = (key: string, changes: Partial<KeySnapshot> = {}): KeySnapshot => ({
  caller: { role: "key", key: hashKey(key), models: [], aliases: {} },
  blocked: false,
  readAtMs: NOW_MS,
  ...changes,
});

/** Keys in memory, or a promise away, or out of reach. */
function keysOf({
  atHand = [],
  away = [],
  broken = false,
}: {
  atHand?: KeySnapshot[];
  away?: KeySnapshot[];
  broken?: boolean;
}) {
  return {
    peek: (hash: KeyHash) => atHand.find(({ caller }) => caller.key === hash),
    find: async (hash: KeyHash) => {
      if (broken) throw new GatewayError("store_unavailable", "away");
      return away.find(({ caller }) => caller.key === hash);
    },
  };
}

const authenticator = (options: Partial<AuthenticatorOptions> = {}): Authenticator =>
  createAuthenticator({ masterKey: MASTER_KEY, keys: keysOf({}), openLocally: false, now: () => NOW_MS, ...options });

const request = (key?: string) =>
  new Request("http://gateway/", key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } });
const ask = async (authenticate: Authenticator, key?: string) => await authenticate(request(key), () => {});

describe("with a master key", () => {
  test("its holder is admin, named by the key's hash, without a promise", () => {
    const caller = authenticator()(request(MASTER_KEY), () => {});
    expect(caller).toEqual({
      role: "admin",
      key: hashKey(MASTER_KEY),
      user: "default_user_id",
      models: [],
      aliases: {},
    });
  });

  test.each([
    `${MASTER_KEY}x`,
    MASTER_KEY.slice(0, -1),
    MASTER_KEY.toUpperCase(),
    hashKey(MASTER_KEY),
    `sk-${hashKey(MASTER_KEY)}`,
  ])("%j is not the master key", async (key) => {
    await expect(async () => ask(authenticator(), key)).rejects.toMatchObject({ status: 401 });
  });

  test("that was pasted with whitespace around it, it is the same key", async () => {
    expect((await ask(authenticator({ masterKey: ` ${MASTER_KEY}\n` }), MASTER_KEY)).role).toBe("admin");
  });

  test("that does not start with sk-, it works all the same", async () => {
    expect((await ask(authenticator({ masterKey: "anything" }), "anything")).role).toBe("admin");
  });

  test("a key at hand is recognised without a promise, the first time and every time", () => {
    const known = snapshot("sk-known");
    const authenticate = authenticator({ keys: keysOf({ atHand: [known] }) });
    for (let n = 0; n < 3; n++) expect(authenticate(request("sk-known"), () => {})).toBe(known.caller);
  });

  test("a key that must be looked up is recognised with one", async () => {
    const known = snapshot("sk-known");
    const caller = authenticator({ keys: keysOf({ away: [known] }) })(request("sk-known"), () => {});
    expect(caller).toBeInstanceOf(Promise);
    expect(await caller).toBe(known.caller);
  });

  test("whatever is shown, the key that is vouched for goes in its place", async () => {
    const authenticate = authenticator({ keys: keysOf({ away: [snapshot("sk-known")] }) });
    const vouched = async (key: string) => await authenticate(request("ek_shown"), () => {}, hashKey(key));
    expect((await vouched("sk-known")).key).toBe(hashKey("sk-known"));
    expect((await vouched(MASTER_KEY)).role).toBe("admin");
    await expect(vouched("sk-unknown")).rejects.toMatchObject({ code: "key_unknown" });
    const blocked = authenticator({ keys: keysOf({ away: [snapshot("sk-b", { blocked: true })] }) });
    await expect(async () => await blocked(request("ek_shown"), () => {}, hashKey("sk-b"))).rejects.toMatchObject({
      code: "key_blocked",
    });
  });

  test("the hash of a busy key is remembered under that key alone", async () => {
    const names = Array.from({ length: 1_200 }, (_, n) => `sk-${n}`);
    const authenticate = authenticator({ keys: keysOf({ atHand: names.map((name) => snapshot(name)) }) });
    for (const name of [...names, ...names.toReversed()])
      expect((await ask(authenticate, name)).key).toBe(hashKey(name));
  });

  test.each([
    ["no key", undefined, {}, "key_missing", 401, "auth_error", undefined],
    ["a key of another kind", "ghp_abc", {}, "key_malformed", 401, "auth_error", undefined],
    ["a client secret, outside of what it is for", "ek_abc", {}, "key_malformed", 401, "auth_error", undefined],
    ["an unknown key", "sk-unknown", {}, "key_unknown", 401, "token_not_found_in_db", "key"],
    [
      "a blocked key",
      "sk-k",
      { atHand: [snapshot("sk-k", { blocked: true })] },
      "key_blocked",
      401,
      "auth_error",
      undefined,
    ],
    [
      "a blocked key that was looked up",
      "sk-k",
      { away: [snapshot("sk-k", { blocked: true })] },
      "key_blocked",
      401,
      "auth_error",
      undefined,
    ],
    [
      "an expired key",
      "sk-k",
      { atHand: [snapshot("sk-k", { expiresAtMs: NOW_MS })] },
      "key_expired",
      400,
      "expired_key",
      undefined,
    ],
    [
      "an expired key that was looked up",
      "sk-k",
      { away: [snapshot("sk-k", { expiresAtMs: NOW_MS - 1 })] },
      "key_expired",
      400,
      "expired_key",
      undefined,
    ],
    [
      "a key of a blocked team",
      "sk-k",
      { atHand: [snapshot("sk-k", { teamBlocked: true })] },
      "team_blocked",
      401,
      "auth_error",
      undefined,
    ],
    [
      "a key while nobody can look it up",
      "sk-k",
      { broken: true },
      "store_unavailable",
      503,
      "no_db_connection",
      undefined,
    ],
  ])("%s is refused as it is by LiteLLM, without showing the key", async (_, key, keys, code, status, type, param) => {
    const error: unknown = await (async () => ask(authenticator({ keys: keysOf(keys) }), key))().catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code, status, type, param });
    expect(String(error)).not.toContain(key ?? "undefined");
  });

  test("a key works until the very millisecond it expires", async () => {
    const keys = keysOf({ atHand: [snapshot("sk-k", { expiresAtMs: NOW_MS + 1 })] });
    expect((await ask(authenticator({ keys }), "sk-k")).role).toBe("key");
    await expect(async () => ask(authenticator({ keys, now: () => NOW_MS + 1 }), "sk-k")).rejects.toMatchObject({
      code: "key_expired",
    });
  });

  test("a key of a blocked team is told which team", async () => {
    const { caller } = snapshot("sk-k");
    const blue = snapshot("sk-k", { caller: { ...caller, team: asId<"team">("blue") }, teamBlocked: true });
    await expect(async () => ask(authenticator({ keys: keysOf({ away: [blue] }) }), "sk-k")).rejects.toMatchObject({
      message: "Authentication Error, Team=blue is blocked. Update via `/team/unblock` if your admin.",
    });
  });

  test("a key that worked and was then blocked is refused", async () => {
    const atHand = [snapshot("sk-k")];
    const authenticate = authenticator({ keys: keysOf({ atHand }) });
    await ask(authenticate, "sk-k");
    atHand[0] = snapshot("sk-k", { blocked: true });
    await expect(async () => ask(authenticate, "sk-k")).rejects.toMatchObject({ code: "key_blocked" });
  });

  test("it is asked for even when the gateway runs locally", async () => {
    await expect(async () => ask(authenticator({ openLocally: true }))).rejects.toMatchObject({ code: "key_missing" });
  });
});

describe.each([undefined, "", "  "])("with %j for a master key", (masterKey) => {
  test.each([undefined, "sk-any", ""])("a deployed gateway refuses everyone, also %j", async (key) => {
    const authenticate = authenticator({ masterKey, keys: keysOf({ atHand: [snapshot("sk-any")] }) });
    await expect(async () => ask(authenticate, key)).rejects.toMatchObject({
      code: "gateway_not_configured",
      status: 503,
    });
  });

  test.each([undefined, "anything", "sk-unknown", "local"])("a local gateway takes %j for the admin", async (key) => {
    expect(await ask(authenticator({ masterKey, openLocally: true }), key)).toMatchObject({
      role: "admin",
      key: "local",
    });
  });

  test("a local gateway holds a key that exists to its limits", async () => {
    const keys = keysOf({ atHand: [snapshot("sk-k")], away: [snapshot("sk-blocked", { blocked: true })] });
    const authenticate = authenticator({ masterKey, openLocally: true, keys });
    expect((await ask(authenticate, "sk-k")).role).toBe("key");
    await expect(async () => ask(authenticate, "sk-blocked")).rejects.toMatchObject({ code: "key_blocked" });
  });
});
