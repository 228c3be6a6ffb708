import { describe, expect, test } from "vitest";
import { asId } from "../../../../src/core/ids.ts";
import { fromUsd } from "../../../../src/core/money.ts";
import type { KeySnapshot } from "../../../../src/store/key-store.ts";
import { readSnapshot } from "../../../../src/store/kv/read-snapshot.ts";

const hash = asId<"key-hash">("ab");

const bare: KeySnapshot = {
  caller: { role: "key", key: hash, models: [], aliases: {} },
  blocked: false,
  readAtMs: 1,
};
const full: KeySnapshot = {
  caller: {
    role: "key",
    key: hash,
    keyAlias: "prod",
    user: asId<"user">("ann"),
    team: asId<"team">("blue"),
    organization: asId<"organization">("acme"),
    models: ["gpt-4o"],
    aliases: { fast: "gpt-4o" },
    limits: [
      {
        holder: "key:ab",
        home: "team:blue",
        requestsPerMinute: 0,
        tokensPerMinute: 1,
        parallelRequests: 2,
        budgets: [
          { limit: fromUsd(1), spendSetAtMs: 5 },
          { limit: fromUsd(2), duration: "1d", softLimit: fromUsd(1), increase: { by: fromUsd(3), untilMs: 4 } },
        ],
        models: { "gpt-4o": { requestsPerMinute: 3, tokensPerMinute: 4, budgets: [{ limit: fromUsd(1) }] } },
      },
      { holder: "team:blue", requestsPerMinute: 5 },
    ],
    standings: [{ holder: "key:ab", epoch: 1 }],
    allowedRoutes: ["llm_api_routes"],
    passThrough: [["/tides"], ["/tides/*", "/moon"]],
  },
  blocked: true,
  teamBlocked: true,
  expiresAtMs: 2,
  readAtMs: 3,
};

describe("a stored snapshot", () => {
  test.each([bare, full])("is read as it was written: %j", (snapshot) => {
    expect(readSnapshot(JSON.stringify(snapshot), hash)).toEqual(snapshot);
  });

  test.each<[string, object]>([
    ["limits that are no list", { caller: { ...full.caller, limits: {} } }],
    ["a limit without a holder", { caller: { ...full.caller, limits: [{ requestsPerMinute: 1 }] } }],
    ["a limit that is no number", { caller: { ...full.caller, limits: [{ holder: "key:ab", tokensPerMinute: "9" }] } }],
    ["half a nano-dollar", { caller: { ...full.caller, limits: [{ holder: "key:ab", budgets: [{ limit: 0.5 }] }] } }],
    [
      "an increase without an end",
      { caller: { ...full.caller, limits: [{ holder: "key:ab", budgets: [{ limit: 1, increase: { by: 1 } }] }] } },
    ],
    ["a standing without an epoch", { caller: { ...full.caller, standings: [{ holder: "key:ab" }] } }],
    ["a team that is blocked somehow", { teamBlocked: "yes" }],
    ["no age", { readAtMs: undefined }],
  ])("with %s is none", (_, changes) => {
    expect(readSnapshot(JSON.stringify({ ...full, ...changes }), hash)).toBeUndefined();
  });

  test("of another key is none", () => {
    expect(readSnapshot(JSON.stringify(full), asId<"key-hash">("cd"))).toBeUndefined();
  });

  test("of a key that was made anew is one for what it was shown as, and not for what it is known by", () => {
    const secret = asId<"key-hash">("cd");
    const renewed: KeySnapshot = { ...full, caller: { ...full.caller, secret } };
    expect(readSnapshot(JSON.stringify(renewed), secret)).toEqual(renewed);
    expect(readSnapshot(JSON.stringify(renewed), hash)).toBeUndefined();
  });
});
