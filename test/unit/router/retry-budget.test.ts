import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RetryBudget } from "../../../src/router/retry-budget.ts";
import type { Started } from "../../../src/router/under-way.ts";
import { UNDER_WAY_MS_MAX } from "../../../src/router/under-way.ts";

function budgetAt(startMs = 0) {
  let nowMs = startMs;
  const budget = new RetryBudget(() => nowMs);
  const enter = (requests: number) => Array.from({ length: requests }, () => budget.enter());
  /** As many retries as it lets in. */
  const retryAll = () => {
    const retries: Started[] = [];
    for (let retry = budget.enterRetry(); retry !== undefined; retry = budget.enterRetry()) retries.push(retry);
    return retries;
  };
  return { budget, enter, retryAll, pass: (ms: number) => void (nowMs += ms) };
}

describe("retries at the same time", () => {
  test.each([
    [0, 3],
    [1, 3],
    [15, 3],
    [19, 3],
    [20, 4],
    [50, 10],
    [1_000, 200],
  ])("of %d requests are at most %d", (requests, retries) => {
    const { enter, retryAll } = budgetAt();
    enter(requests);
    expect(retryAll()).toHaveLength(retries);
  });

  test("make room when one ends, once", () => {
    const { budget, enter, retryAll } = budgetAt();
    enter(1);
    const [first] = retryAll();
    if (first === undefined) throw new Error("The first retry was refused.");
    budget.leaveRetry(first);
    budget.leaveRetry(first);
    expect(retryAll()).toHaveLength(1);
  });

  test("make room after a quarter of an hour for requests that never told their end", () => {
    const { enter, pass, retryAll } = budgetAt();
    enter(100);
    expect(retryAll()).toHaveLength(20);
    pass(UNDER_WAY_MS_MAX);
    expect(retryAll()).toHaveLength(0);
    pass(1);
    expect(retryAll()).toHaveLength(3);
  });

  test("are never more than the greater of three and a fifth of the requests that were there when they began", () => {
    const command = fc.constantFrom("enter", "enter", "enter", "leave", "retry", "retry", "end retry");
    fc.assert(
      fc.property(fc.array(fc.tuple(command, fc.nat()), { maxLength: 400 }), (commands) => {
        const { budget } = budgetAt();
        const requests: Started[] = [];
        const retries: Started[] = [];
        const drop = (list: Started[], at: number) => list.splice(at % Math.max(1, list.length), 1)[0];
        for (const [name, at] of commands) {
          if (name === "enter") requests.push(budget.enter());
          else if (name === "leave") {
            const request = drop(requests, at);
            if (request !== undefined) budget.leave(request);
          } else if (name === "end retry") {
            const retry = drop(retries, at);
            if (retry !== undefined) budget.leaveRetry(retry);
          } else {
            const retry = budget.enterRetry();
            expect(retry !== undefined).toBe(retries.length + 1 <= Math.max(3, requests.length / 5));
            if (retry !== undefined) retries.push(retry);
          }
        }
      }),
    );
  });
});
