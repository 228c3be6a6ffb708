import { describe, expect, test } from "vitest";
import { AttemptCounter } from "../../../src/auth/attempt-counter.ts";
import type { Authenticator } from "../../../src/auth/authenticate.ts";
import { type Guards, guardDoor } from "../../../src/auth/guard-door.ts";
import { hashKey } from "../../../src/auth/hash-key.ts";
import type { Caller } from "../../../src/core/caller.ts";
import { type ErrorCode, GatewayError } from "../../../src/core/errors.ts";

const HERE = "203.0.113.7";
const ELSEWHERE = "203.0.113.8";
const callerOf = (key: string): Caller => ({ role: "key", key: hashKey(key), models: [], aliases: {} });

const counterOf = (perMinute: number) => new AttemptCounter({ perMinute, now: () => 1_000_000 });

/** The caller, who is there without a promise. */
function knockAt(authenticate: Authenticator, headers: Record<string, string>): Caller {
  const caller = authenticate(new Request("http://gateway/", { headers }), () => {});
  if (caller instanceof Promise) throw new Error("There was only a promise.");
  return caller;
}

/** A door before keys that are good until they are revoked; says which were looked at. */
function doorOf(guards: Guards, refusal: ErrorCode = "key_unknown") {
  const good = new Set(["sk-good", "sk-other"]);
  const looked: string[] = [];
  const lookAt: Authenticator = (request) => {
    const key = request.headers.get("x-api-key") ?? "";
    looked.push(key);
    if (!good.has(key)) throw new GatewayError(refusal, "no");
    return callerOf(key);
  };
  const guarded = guardDoor(lookAt, guards);
  return {
    good,
    looked,
    knock: (key: string, address = HERE) => knockAt(guarded, { "x-api-key": key, "cf-connecting-ip": address }),
    fail(times: number, address?: string) {
      for (let n = 0; n < times; n++) expect(() => this.knock(`sk-bad-${n}`, address)).toThrow("no");
    },
  };
}

const closed = expect.objectContaining({ code: "too_many_attempts", status: 429, retryAfterSeconds: 60 }) as unknown;

describe("failed authentications", () => {
  test.each<ErrorCode>(["key_missing", "key_malformed", "key_unknown", "key_blocked", "team_blocked", "key_expired"])(
    "of kind %s close the door to their address, before any look at a key, and to no other",
    (refusal) => {
      const door = doorOf({ failures: counterOf(30) }, refusal);
      door.fail(30);
      expect(() => door.knock("sk-bad")).toThrow(closed);
      expect(door.looked).toHaveLength(30);
      door.fail(1, ELSEWHERE);
    },
  );

  test.each<ErrorCode>(["store_unavailable", "gateway_not_configured", "internal"])(
    "are not what the gateway itself fails with: %s",
    (refusal) => {
      const door = doorOf({ failures: counterOf(1) }, refusal);
      for (let n = 0; n < 3; n++) expect(() => door.knock("sk-bad")).toThrow("no");
    },
  );

  test("count when they are found out only after a look into a store", async () => {
    const guarded = guardDoor(() => Promise.reject(new GatewayError("key_unknown", "no")), { failures: counterOf(2) });
    const knock = async () =>
      guarded(new Request("http://gateway/", { headers: { "cf-connecting-ip": HERE } }), () => {});
    for (let n = 0; n < 2; n++) await expect(knock()).rejects.toThrow("no");
    await expect(knock()).rejects.toEqual(closed);
  });

  test("do not shut out a key that was let in from there before", () => {
    const door = doorOf({ failures: counterOf(3) });
    door.knock("sk-good");
    door.fail(3);
    expect(door.knock("sk-good")).toEqual(callerOf("sk-good"));
  });

  test("do not shut out a key that was made anew, by what it is shown as and not by what it is known as", () => {
    const renewed: Caller = { ...callerOf("sk-first"), secret: hashKey("sk-renewed") };
    const failures = counterOf(1);
    const guarded = guardDoor(
      (request) => {
        if (request.headers.get("x-api-key") !== "sk-renewed") throw new GatewayError("key_unknown", "no");
        return renewed;
      },
      { failures },
    );
    const knock = (key: string) => knockAt(guarded, { "x-api-key": key, "cf-connecting-ip": HERE });
    knock("sk-renewed");
    expect(() => knock("sk-bad")).toThrow("no");
    expect(knock("sk-renewed")).toEqual(renewed);
    expect(() => knock("sk-first")).toThrow(closed);
  });

  test("shut out a key that is new there, so that guesses are worth nothing, and let it in elsewhere", () => {
    const door = doorOf({ failures: counterOf(3) });
    door.knock("sk-good", ELSEWHERE);
    door.fail(3);
    expect(() => door.knock("sk-good")).toThrow(closed);
    expect(door.knock("sk-good", ELSEWHERE)).toEqual(callerOf("sk-good"));
  });

  test("of a key that was good once end its welcome", () => {
    const door = doorOf({ failures: counterOf(3) });
    door.knock("sk-good");
    door.good.delete("sk-good");
    door.fail(3);
    expect(() => door.knock("sk-good")).toThrow("no");
    expect(() => door.knock("sk-good")).toThrow(closed);
  });

  test("are not counted where nobody vouches for an address", () => {
    const door = doorOf({ failures: counterOf(1) });
    for (let n = 0; n < 3; n++) expect(() => door.knock("sk-bad", "")).toThrow("no");
  });

  test("of one IPv6 network count together", () => {
    const door = doorOf({ failures: counterOf(2) });
    door.fail(1, "2001:db8::1");
    door.fail(1, "2001:db8::2");
    expect(() => door.knock("sk-bad", "2001:db8::3")).toThrow(closed);
    door.fail(1, "2001:db8:0:1::1");
  });
});

describe("a good key", () => {
  test("is answered without a promise and counts nowhere", () => {
    const failures = counterOf(1);
    const door = doorOf({ failures });
    for (let n = 0; n < 5; n++) expect(door.knock("sk-good")).toEqual(callerOf("sk-good"));
    expect(failures.refusedForMs(HERE)).toBe(0);
  });

  test("is known by the configured header when there is one", () => {
    const guarded = guardDoor(
      ({ headers }) => {
        if (headers.get("x-own") === "sk-good") return callerOf("sk-good");
        throw new GatewayError("key_unknown", "no");
      },
      { failures: counterOf(1), keyHeaderName: "x-own" },
    );
    const knock = (key: string) => knockAt(guarded, { "x-own": key, "cf-connecting-ip": HERE });
    knock("sk-good");
    expect(() => knock("sk-bad")).toThrow("no");
    expect(knock("sk-good")).toEqual(callerOf("sk-good"));
  });
});

describe("all requests", () => {
  test("of an address are held to their limit, good keys too", () => {
    const door = doorOf({ requests: counterOf(3) });
    for (let n = 0; n < 3; n++) door.knock("sk-good");
    expect(() => door.knock("sk-good")).toThrow(closed);
    expect(door.looked).toHaveLength(3);
    expect(door.knock("sk-good", ELSEWHERE)).toEqual(callerOf("sk-good"));
  });

  test("are counted beside failures, each to its own limit", () => {
    const door = doorOf({ requests: counterOf(5), failures: counterOf(2) });
    door.fail(2);
    expect(() => door.knock("sk-bad")).toThrow("Too many failed authentications from this address.");
    for (let n = 0; n < 2; n++) expect(() => door.knock("sk-bad")).toThrow(closed);
    expect(() => door.knock("sk-bad")).toThrow("Too many requests from this address. Try again in 60 s.");
  });
});

test("with nothing to count, the authenticator is used as it is", () => {
  const authenticate: Authenticator = () => callerOf("sk-good");
  expect(guardDoor(authenticate, {})).toBe(authenticate);
});
