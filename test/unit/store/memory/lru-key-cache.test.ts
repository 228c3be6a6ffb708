import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { asId, type KeyHash } from "../../../../src/core/ids.ts";
import { type CachedKeyStore, type KeyQuery, type KeySnapshot } from "../../../../src/store/key-store.ts";
import { LruKeyCache } from "../../../../src/store/memory/lru-key-cache.ts";

const START_MS = 1_000_000;
const hash = asId<"key-hash">("h");

/** A source whose answers the test gives by hand. Keys exist unless the test says otherwise. */
function source() {
  const asked: KeyQuery[] = [];
  const answers: ((how: "known" | "unknown" | "failure") => void)[] = [];
  const store: CachedKeyStore = {
    findByHash(key: KeyHash, query: KeyQuery) {
      const readAtMs = Date.now();
      asked.push(query);
      return new Promise<KeySnapshot | undefined>((resolve, reject) => {
        answers.push((how) => {
          if (how === "failure") reject(new Error("away"));
          else
            resolve(
              how === "unknown"
                ? undefined
                : { caller: { role: "key", key, models: [], aliases: {} }, blocked: false, readAtMs },
            );
        });
      });
    },
    forget: () => Promise.resolve(),
  };
  return {
    store,
    asked,
    answer: (how: "known" | "unknown" | "failure", at = answers.length - 1) => answers[at]?.(how),
  };
}

const noDefer = () => {};

describe("the key cache in memory", () => {
  let { store, asked, answer } = source();
  let cache = new LruKeyCache(store, Date.now);
  beforeEach(() => {
    vi.useFakeTimers({ now: START_MS });
    ({ store, asked, answer } = source());
    cache = new LruKeyCache(store, Date.now);
  });
  afterEach(() => void vi.useRealTimers());

  async function learn(how: "known" | "unknown" | "failure" = "known") {
    const found = cache.find(hash, noDefer);
    answer(how);
    return await found;
  }

  test("asks for nothing while a snapshot is younger than 25 seconds", async () => {
    await learn();
    vi.setSystemTime(START_MS + 25_000);
    expect(cache.peek(hash, noDefer)).toBeDefined();
    expect(asked).toHaveLength(1);
  });

  test("renews an older one behind its answer, one question at a time, and serves what it learned", async () => {
    await learn();
    const deferred: Promise<unknown>[] = [];
    vi.setSystemTime(START_MS + 25_001);
    for (let n = 0; n < 5; n++) expect(cache.peek(hash, (work) => void deferred.push(work))?.readAtMs).toBe(START_MS);
    expect(asked).toHaveLength(2);
    expect(asked[1]?.readAfterMs).toBe(START_MS + 1);
    answer("known");
    await Promise.all(deferred);
    expect(cache.peek(hash, noDefer)?.readAtMs).toBe(START_MS + 25_001);
  });

  test("tries a renewal that failed again after two seconds, and bothers nobody with the failure", async () => {
    await learn();
    const deferred: Promise<unknown>[] = [];
    const defer = (work: Promise<unknown>) => void deferred.push(work);
    vi.setSystemTime(START_MS + 30_000);
    cache.peek(hash, defer);
    answer("failure");
    await Promise.all(deferred);
    vi.setSystemTime(START_MS + 31_999);
    expect(cache.peek(hash, defer)).toBeDefined();
    expect(asked).toHaveLength(2);
    vi.setSystemTime(START_MS + 32_000);
    expect(cache.peek(hash, defer)).toBeDefined();
    expect(asked).toHaveLength(3);
  });

  test("learns from a renewal that a key is gone", async () => {
    await learn();
    const deferred: Promise<unknown>[] = [];
    vi.setSystemTime(START_MS + 30_000);
    cache.peek(hash, (work) => void deferred.push(work));
    answer("unknown");
    await Promise.all(deferred);
    expect(cache.peek(hash, noDefer)).toBeUndefined();
  });

  test("does not answer with a snapshot older than 55 seconds, nor accept a copy that old", async () => {
    await learn();
    vi.setSystemTime(START_MS + 55_001);
    expect(cache.peek(hash, noDefer)).toBeUndefined();
    const found = cache.find(hash, noDefer);
    expect(asked[1]?.readAfterMs).toBe(START_MS + 1);
    answer("known");
    expect((await found)?.readAtMs).toBe(START_MS + 55_001);
  });

  test("remembers for one second that a key is unknown", async () => {
    expect(await learn("unknown")).toBeUndefined();
    vi.setSystemTime(START_MS + 999);
    expect(await cache.find(hash, noDefer)).toBeUndefined();
    expect(asked).toHaveLength(1);
    vi.setSystemTime(START_MS + 1_000);
    expect(await learn("known")).toBeDefined();
  });

  test("keeps known keys however many unknown ones are tried", async () => {
    await learn();
    for (let n = 0; n < 20_000; n++) {
      const found = cache.find(asId<"key-hash">(`guess-${n}`), noDefer);
      answer("unknown");
      await found;
    }
    expect(cache.peek(hash, noDefer)).toBeDefined();
  });

  test("does not bring back what was on its way when the key changed", async () => {
    const found = cache.find(hash, noDefer);
    vi.setSystemTime(START_MS + 10);
    await cache.forget(hash);
    answer("known");
    await found;
    expect(cache.peek(hash, noDefer)).toBeUndefined();
    void cache.find(hash, noDefer);
    expect(asked[1]?.readAfterMs).toBe(START_MS + 10);
  });

  test("does not remember as unknown what was asked for before the key was made", async () => {
    const found = cache.find(hash, noDefer);
    vi.setSystemTime(START_MS + 10);
    await cache.forget(hash);
    answer("unknown");
    await found;
    expect(await learn("known")).toBeDefined();
  });

  test("lets a late answer not replace a newer one", async () => {
    const slow = cache.find(hash, noDefer);
    vi.setSystemTime(START_MS + 100);
    const quick = cache.find(hash, noDefer);
    answer("known", 1);
    await quick;
    answer("known", 0);
    await slow;
    expect(cache.peek(hash, noDefer)?.readAtMs).toBe(START_MS + 100);
  });

  test("waits two seconds for a source that is silent", async () => {
    const found = cache.find(hash, noDefer);
    const outcome = found.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await outcome).toMatchObject({ code: "store_unavailable", retryAfterSeconds: 2 });
  });

  test("lets one request in two seconds ask during an outage, and serves the others what was last known", async () => {
    await learn();
    vi.setSystemTime(START_MS + 60_000);
    expect(await learn("failure")).toBeDefined();
    expect(cache.peek(hash, noDefer)).toBeDefined();
    vi.setSystemTime(START_MS + 62_000);
    expect(cache.peek(hash, noDefer)).toBeUndefined();
    const probing = cache.find(hash, noDefer);
    expect(cache.peek(hash, noDefer)).toBeDefined();
    expect(asked).toHaveLength(3);
    answer("known");
    expect((await probing)?.readAtMs).toBe(START_MS + 62_000);
  });

  test("serves nothing older than five minutes during an outage", async () => {
    await learn();
    vi.setSystemTime(START_MS + 299_999);
    expect(await learn("failure")).toBeDefined();
    vi.setSystemTime(START_MS + 300_001);
    expect(cache.peek(hash, noDefer)).toBeUndefined();
    await expect(learn("failure")).rejects.toMatchObject({ code: "store_unavailable" });
  });

  test("forgets a key under all that it was shown as, and nothing of others", async () => {
    const [name, ...secrets] = ["name", "second", "third"].map((each) => asId<"key-hash">(each)) as [
      KeyHash,
      ...KeyHash[],
    ];
    const forgotten: KeyHash[] = [];
    const renewing = new LruKeyCache(
      {
        findByHash: async (shown) => ({
          caller: { role: "key", key: shown === hash ? hash : name, secret: shown, models: [], aliases: {} },
          blocked: false,
          readAtMs: Date.now(),
        }),
        forget: async (shown) => void forgotten.push(shown),
      },
      Date.now,
    );
    for (const shown of [hash, ...secrets]) await renewing.find(shown, noDefer);
    await renewing.forget(name);
    expect(secrets.map((shown) => renewing.peek(shown, noDefer))).toEqual([undefined, undefined]);
    expect(renewing.peek(hash, noDefer)).toBeDefined();
    expect(new Set(forgotten)).toEqual(new Set([name, ...secrets]));
  });

  test("serves no forgotten key during an outage", async () => {
    await learn();
    await cache.forget(hash);
    await expect(learn("failure")).rejects.toMatchObject({ code: "store_unavailable" });
  });
});
