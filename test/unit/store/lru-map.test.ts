import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LruMap } from "../../../src/store/lru-map.ts";

describe("an LRU map", () => {
  test("drops what was neither read nor written for the longest", () => {
    const map = new LruMap<string, number>(2);
    map.set("a", 1);
    map.set("b", 2);
    map.get("a");
    map.set("c", 3);
    expect(["a", "b", "c"].map((key) => map.get(key))).toEqual([1, undefined, 3]);
  });

  test("makes no room for a key it already holds", () => {
    const map = new LruMap<string, number>(2);
    map.set("a", 1);
    map.set("b", 2);
    map.set("b", 3);
    expect(["a", "b"].map((key) => map.get(key))).toEqual([1, 3]);
  });

  test("shows all values that it holds, and takes none for used by that", () => {
    const map = new LruMap<string, number>(2);
    map.set("a", 1);
    map.set("b", 2);
    expect([...map.values()]).toEqual([1, 2]);
    map.set("c", 3);
    expect([...map.values()]).toEqual([2, 3]);
  });

  test("holds exactly the last distinct keys used, with their last values", () => {
    const step = fc.record({ write: fc.boolean(), key: fc.integer({ min: 0, max: 6 }), value: fc.integer() });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 60 }), (sizeMax, steps) => {
        const map = new LruMap<number, number>(sizeMax);
        let expected: (readonly [number, number])[] = [];
        for (const { write, key, value } of steps) {
          const held = expected.find(([heldKey]) => heldKey === key)?.[1];
          if (write) map.set(key, value);
          const now = write ? value : map.get(key);
          expect(now).toBe(write ? value : held);
          if (now === undefined) continue;
          expected = [...expected.filter(([heldKey]) => heldKey !== key), [key, now] as const].slice(-sizeMax);
        }
        expect([0, 1, 2, 3, 4, 5, 6].flatMap((key) => map.get(key) ?? [])).toHaveLength(expected.length);
        for (const [key, value] of expected) expect(map.get(key)).toBe(value);
      }),
    );
  });
});
