import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FaultKind } from "../../../src/core/fault.ts";
import { FAULTS } from "../../../src/core/fault.ts";
import { countRetries, type FailedAttempt, planRetry } from "../../../src/router/plan-retry.ts";
import { DEFAULT_ROUTER, type RouterSettings } from "../../../src/router/router-settings.ts";

const HOUR_MS = 3_600_000;
const MOST = 1 - Number.EPSILON;

interface Case extends Partial<Omit<FailedAttempt, "fault">> {
  readonly kind?: FaultKind;
  readonly told?: number;
  readonly isLocal?: true;
}
const attemptOf = ({ kind = "server-error", told, isLocal, ...more }: Case): FailedAttempt => ({
  fault: { kind, message: kind, retryAfterMs: told, ...(isLocal && { isLocal }) },
  group: "gpt",
  retried: 0,
  hasOther: false,
  remainingMs: HOUR_MS,
  ...more,
});
const plan = (change: Case, settings: Partial<RouterSettings> = {}, random = MOST) =>
  planRetry(attemptOf(change), { ...DEFAULT_ROUTER, ...settings }, () => random);
const delay = (change: Case, settings?: Partial<RouterSettings>, random?: number) => {
  const planned = plan(change, settings, random);
  return planned.retry ? planned.delayMs : undefined;
};

describe("whether a request is tried again", () => {
  test.each<[Case, boolean]>([
    [{ retried: 1 }, true],
    [{ retried: 2 }, false],
    [{ kind: "authentication" }, false],
    [{ kind: "authentication", hasOther: true }, true],
    [{ kind: "not-found" }, false],
    [{ kind: "permission", hasOther: true }, true],
    [{ kind: "redirected" }, false],
    [{ kind: "rate-limited" }, true],
    [{ kind: "timeout" }, true],
    [{ kind: "rate-limited", allCool: true }, false],
    [{ kind: "rate-limited", told: 1_000, isLocal: true }, false],
    [{ kind: "rate-limited", told: 1_000, isLocal: true, hasOther: true }, true],
    [{ kind: "rate-limited", told: 1_000, allCool: false }, true],
    [{ kind: "invalid-request", hasOther: true }, false],
    [{ kind: "context-window", hasOther: true }, false],
    [{ hasOther: true, remainingMs: 0 }, false],
    [{ told: 5_000, remainingMs: 5_000 }, false],
  ])("%j: %j", (change, retry) => {
    expect(plan(change).retry).toBe(retry);
  });

  test.each<[string, Case, Partial<RouterSettings>, number]>([
    ["the general number", {}, {}, 2],
    ["what the client wishes", { wishedRetries: 0 }, {}, 0],
    ["the policy for the class", { wishedRetries: 0 }, { retryPolicy: { "server-error": 4 } }, 4],
    ["the wish where the policy is about others", { wishedRetries: 1 }, { retryPolicy: { timeout: 4 } }, 1],
    [
      "the group's policy",
      {},
      { retryPolicy: { "server-error": 4 }, groupRetryPolicy: { gpt: { "server-error": 5 } } },
      5,
    ],
    [
      "nothing of the general policy where the group has one",
      {},
      { retryPolicy: { "server-error": 4 }, groupRetryPolicy: { gpt: { timeout: 5 } } },
      2,
    ],
    ["no policy of a name that any object has", { group: "constructor" }, { retryPolicy: { "server-error": 4 } }, 4],
    ["the deployment's own number", { deploymentRetries: 6 }, { retryPolicy: { "server-error": 4 } }, 6],
    ["none for what nobody answers better", { kind: "content-policy", deploymentRetries: 6, wishedRetries: 6 }, {}, 0],
    ["what the policy says of just that", { kind: "content-policy" }, { retryPolicy: { "content-policy": 1 } }, 1],
  ])("is decided by %s", (_, change, settings, retries) => {
    const all = { ...DEFAULT_ROUTER, ...settings };
    expect(countRetries(attemptOf(change), all)).toBe(retries);
    expect(plan({ ...change, hasOther: true, retried: retries }, settings).retry).toBe(false);
    if (retries > 0) expect(plan({ ...change, hasOther: true, retried: retries - 1 }, settings).retry).toBe(true);
  });
});

describe("how long it waits", () => {
  test("is not at all for another deployment, whatever the provider or the settings say", () => {
    expect(delay({ hasOther: true, told: 30_000 }, { retryAfterMs: 10_000 })).toBe(0);
  });

  test.each([
    [0, 500],
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [4, 8_000],
    [50, 8_000],
  ])("is drawn after %d retries from all times up to %d ms", (retried, most) => {
    const change = { retried, deploymentRetries: 100 };
    expect(delay(change, {}, 0)).toBe(0);
    expect(delay(change, {}, 0.5)).toBe(most / 2);
    expect(delay(change)).toBeCloseTo(most, 5);
  });

  test.each([
    [2_000, 0, 2_000],
    [2_000, 0.5, 2_375],
    [60_000, 0, 60_000],
    // A provider that names a short time is not kept waiting for long.
    [40, 0.5, 60],
    // Longer than a minute, or none at all: as if nothing had been said.
    [60_001, 0, 0],
    [0, 0, 0],
  ])("is for a Retry-After of %d ms and a draw of %d: %d ms", (told, random, delayMs) => {
    expect(delay({ told }, {}, random)).toBe(delayMs);
  });

  test("is never less than the settings say", () => {
    expect(delay({}, { retryAfterMs: 3_000 })).toBe(3_000);
    expect(delay({ told: 5_000 }, { retryAfterMs: 3_000 }, 0)).toBe(5_000);
  });

  test("is never so long that no time is left, and never of another deployment's making", () => {
    const kinds = Object.keys(FAULTS) as FaultKind[];
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom(...kinds),
          told: fc.integer({ min: 0, max: 200_000 }),
          retried: fc.nat(10),
          deploymentRetries: fc.nat(10),
          hasOther: fc.boolean(),
          remainingMs: fc.integer({ min: -10, max: 100_000 }),
        }),
        fc.double({ min: 0, max: MOST, noNaN: true }),
        fc.nat(10_000),
        (change, random, retryAfterMs) => {
          const delayMs = delay(change, { retryAfterMs }, random);
          if (delayMs === undefined) return;
          expect(change.retried).toBeLessThan(change.deploymentRetries);
          expect(delayMs).toBeLessThan(change.remainingMs);
          if (change.hasOther) expect(delayMs).toBe(0);
          else expect(delayMs).toBeGreaterThanOrEqual(retryAfterMs);
          if (!change.hasOther && change.told > 0 && change.told <= 60_000)
            expect(delayMs).toBeGreaterThanOrEqual(change.told);
        },
      ),
    );
  });
});
