import fc from "fast-check";
import { expect, test } from "vitest";
import { MinuteTally } from "../../../src/router/minute-tally.ts";

const FIELDS = ["requests", "tokens", "successes", "failures"] as const;

test("what is counted counts for 50 seconds, and for no more than 60", () => {
  const event = fc.record({
    field: fc.constantFrom(...FIELDS),
    amount: fc.nat(1_000),
    waitMs: fc.oneof(fc.nat(2_000), fc.nat(200_000)),
  });
  fc.assert(
    fc.property(fc.nat(100_000), fc.array(event, { maxLength: 100 }), (startMs, events) => {
      const tally = new MinuteTally();
      const past: { readonly field: string; readonly amount: number; readonly atMs: number }[] = [];
      let nowMs = startMs;
      for (const { field, amount, waitMs } of events) {
        nowMs += waitMs;
        tally.add(field, amount, nowMs);
        past.push({ field, amount, atMs: nowMs });
        const counts = tally.read(nowMs);
        for (const each of FIELDS) {
          const sumOf = (ageMsMax: number) =>
            past.reduce(
              (sum, { field: of, amount: n, atMs }) => sum + (of === each && nowMs - atMs < ageMsMax ? n : 0),
              0,
            );
          expect(counts[each]).toBeGreaterThanOrEqual(sumOf(50_000));
          expect(counts[each]).toBeLessThanOrEqual(sumOf(60_000));
        }
      }
    }),
  );
});
