import { beforeEach, describe, expect, test, vi } from "vitest";
import { nameHolder } from "../../../../src/core/holder-name.ts";
import type { HolderReading, HolderSnapshot, NamedHolder } from "../../../../src/store/holder-store.ts";
import { LruHolderCache } from "../../../../src/store/memory/lru-holder-cache.ts";

const START_MS = 1_000_000;
const [ann, bob, red] = [nameHolder("end_user", "ann"), nameHolder("end_user", "bob"), nameHolder("tag", "red")];

const snapshotOf = (holder: string, epoch = 1): HolderSnapshot => ({ standing: { holder, epoch }, blocked: false });

let now = START_MS;
/** What exists, for the source to tell; `none` says that nothing does. */
let existing: readonly HolderSnapshot[] = [];
let noneExists = false;
/** The source answers by itself, unless a test holds the answers back. */
let answering: "at once" | "never" | "by hand" = "at once";
let asked: (readonly NamedHolder[])[] = [];
let answers: (() => void)[] = [];
let deferred: Promise<unknown>[] = [];
let cache: LruHolderCache;

const readingOf = (holders: readonly NamedHolder[]): HolderReading => ({
  snapshots: holders.map((holder) => existing.find(({ standing }) => standing.holder === holder)),
  noneExists,
});

beforeEach(() => {
  [now, existing, noneExists, answering] = [START_MS, [snapshotOf(ann), snapshotOf(red)], false, "at once"];
  [asked, answers, deferred] = [[], [], []];
  const source = {
    async read(holders: readonly NamedHolder[]) {
      asked.push(holders);
      if (answering === "never") throw new Error("away");
      const reading = readingOf(holders);
      if (answering === "by hand") await new Promise<void>((resolve) => void answers.push(resolve));
      return reading;
    },
  };
  cache = new LruHolderCache(source, () => now);
});

const defer = (work: Promise<unknown>): void => void deferred.push(work);
const find = (...holders: readonly NamedHolder[]) => cache.find(holders, defer);
const namesOf = (found: readonly HolderSnapshot[]) => found.map(({ standing }) => standing.holder);

describe("the cache of named holders", () => {
  test("answers without a promise when all is at hand, those that do not exist too", async () => {
    expect(namesOf(await find(ann, bob, red))).toEqual([ann, red]);
    const again = find(bob, ann);
    expect(again).not.toBeInstanceOf(Promise);
    expect(again).toEqual([snapshotOf(ann)]);
    expect(find()).toEqual([]);
    expect(asked).toEqual([[ann, bob, red]]);
  });

  test("asks when one of several is not at hand, and learns of all", async () => {
    await find(ann);
    expect(namesOf(await find(ann, bob))).toEqual([ann]);
    expect(asked).toEqual([[ann], [ann, bob]]);
  });

  test("renews a copy behind its answer from 25 seconds on, one question at a time", async () => {
    await find(ann, bob);
    now = START_MS + 25_000;
    expect(find(ann, bob)).toEqual([snapshotOf(ann)]);
    expect(deferred).toHaveLength(0);
    now += 1;
    existing = [snapshotOf(ann, 2), snapshotOf(bob, 2)];
    for (let n = 0; n < 5; n++) expect(find(ann, bob)).toEqual([snapshotOf(ann)]);
    expect(deferred).toHaveLength(1);
    await Promise.all(deferred);
    expect(find(ann, bob)).toEqual([snapshotOf(ann, 2), snapshotOf(bob, 2)]);
    expect(asked).toHaveLength(2);
  });

  test("bothers nobody with a renewal that failed, and tries again after two seconds", async () => {
    await find(ann);
    answering = "never";
    now += 30_000;
    for (const waitMs of [0, 1_999, 1]) {
      now += waitMs;
      expect(find(ann)).toEqual([snapshotOf(ann)]);
    }
    await Promise.all(deferred);
    expect(asked).toHaveLength(3);
  });

  test.each([
    ["exists", ann],
    ["does not exist", bob],
  ])("does not answer with a copy older than 55 seconds of a holder that %s", async (_, holder) => {
    await find(holder);
    now += 55_000;
    expect(find(holder)).not.toBeInstanceOf(Promise);
    now += 1;
    existing = [snapshotOf(holder, 2)];
    expect(await find(holder)).toEqual([snapshotOf(holder, 2)]);
  });

  test("knows nothing of names that are longer than any holder's", () => {
    expect(find(nameHolder("end_user", "x".repeat(513)))).toEqual([]);
    expect(asked).toEqual([]);
  });

  test("counts the characters of a name, not those it is written with", async () => {
    const long = nameHolder("tag", "🔑".repeat(256));
    existing = [snapshotOf(long)];
    expect(await find(long)).toEqual([snapshotOf(long)]);
  });
});

describe("while no holder exists at all", () => {
  beforeEach(() => {
    [existing, noneExists] = [[], true];
  });

  test("it asks nothing for whoever is named", async () => {
    expect(await find(ann)).toEqual([]);
    for (let n = 0; n < 20_000; n++) expect(find(nameHolder("end_user", `n${n}`), red)).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  test("it asks behind the answer from 25 seconds on, and in the open after 55", async () => {
    await find(ann);
    now += 25_001;
    expect(find(bob)).toEqual([]);
    await Promise.all(deferred);
    expect(asked).toEqual([[ann], [bob]]);
    now += 55_001;
    expect(await find(red)).toEqual([]);
    expect(asked).toHaveLength(3);
  });

  test("it learns from the first that is made", async () => {
    await find(ann);
    now += 30_000;
    [existing, noneExists] = [[snapshotOf(bob)], false];
    expect(find(bob)).toEqual([]);
    await Promise.all(deferred);
    expect(find(bob)).toEqual([snapshotOf(bob)]);
    expect(await find(ann)).toEqual([]);
    expect(asked).toHaveLength(3);
  });

  test("it forgets those that existed before", async () => {
    [existing, noneExists] = [[snapshotOf(ann)], false];
    await find(ann);
    now += 1;
    [existing, noneExists] = [[], true];
    await find(bob);
    expect(find(ann)).toEqual([]);
  });
});

describe("a holder that was changed here", () => {
  test.each([false, true])("is asked for again, also when none existed before: %s", async (none) => {
    if (none) [existing, noneExists] = [[], true];
    await find(ann, red);
    now += 1;
    [existing, noneExists] = [[snapshotOf(ann, 2), snapshotOf(red)], false];
    cache.forget(ann);
    expect(await find(ann, red)).toEqual([snapshotOf(ann, 2), snapshotOf(red)]);
  });

  test("is not remembered from an answer that was asked for before", async () => {
    answering = "by hand";
    const before = find(ann);
    now += 1;
    existing = [snapshotOf(ann, 2)];
    cache.forget(ann);
    answers[0]?.();
    expect(await before).toEqual([snapshotOf(ann)]);
    now += 1;
    answering = "at once";
    expect(await find(ann)).toEqual([snapshotOf(ann, 2)]);
  });
});

describe("answers that come in another order than they were asked for", () => {
  beforeEach(() => {
    answering = "by hand";
  });

  test("leave the latest of a holder", async () => {
    const first = find(ann);
    now += 1;
    existing = [snapshotOf(ann, 2)];
    const second = find(ann);
    answers[1]?.();
    await second;
    answers[0]?.();
    await first;
    expect(find(ann)).toEqual([snapshotOf(ann, 2)]);
  });

  test("do not make a holder vanish because none existed once", async () => {
    [existing, noneExists] = [[], true];
    const first = find(ann);
    now += 1;
    [existing, noneExists] = [[snapshotOf(bob)], false];
    const second = find(bob);
    answers[1]?.();
    await second;
    answers[0]?.();
    await first;
    expect(find(bob)).toEqual([snapshotOf(bob)]);
    expect(find(ann)).toBeInstanceOf(Promise);
  });
});

describe("while the source is away", () => {
  test.each([false, true])("what was known last holds for five minutes, where none existed: %s", async (none) => {
    if (none) [existing, noneExists] = [[], true];
    const known = await find(ann);
    answering = "never";
    for (now += 60_000; now <= START_MS + 300_000; now += 1_000) expect(await find(ann)).toEqual(known);
    await expect(find(ann)).rejects.toMatchObject({ code: "store_unavailable", retryAfterSeconds: 2 });
  });

  test("one request in two seconds finds out whether it is over, the others do not wait", async () => {
    await find(ann);
    answering = "never";
    now += 60_000;
    await find(ann);
    expect(asked).toHaveLength(2);
    now += 1_999;
    expect(find(ann)).toEqual([snapshotOf(ann)]);
    now += 1;
    const [one, other] = [find(ann), find(ann)];
    expect(one).toBeInstanceOf(Promise);
    expect(other).toEqual([snapshotOf(ann)]);
    await one;
    expect(asked).toHaveLength(3);
  });

  test("a holder of whom nothing is known is not taken for one without limits", async () => {
    await find(ann);
    answering = "never";
    await expect(find(ann, bob)).rejects.toMatchObject({ code: "store_unavailable" });
  });

  test("silence counts as away after two seconds", async () => {
    vi.useFakeTimers();
    try {
      answering = "by hand";
      const found = Promise.allSettled([find(ann)]);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(await found).toMatchObject([{ status: "rejected", reason: { code: "store_unavailable" } }]);
    } finally {
      vi.useRealTimers();
    }
  });
});
