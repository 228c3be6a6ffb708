import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { USABLE_MS_MAX } from "../../src/counters/bounds.ts";
import type { BudgetClaim, Claim, Settle, Take } from "../../src/counters/command.ts";
import type { CounterStore, OutboxEntry } from "../../src/store/counter-store.ts";

const LEASE_MS = 30_000;
/** Long enough for slow machines to get a word in, short enough to wait for. */
const SHORT_LEASE_MS = 400;
const WAIT_MS = SHORT_LEASE_MS + 100;

const rpm = (limit: number, amount = 1, counter = "rpm"): Claim => ({ kind: "window", counter, limit, amount });
const slot = (limit: number): Claim => ({ kind: "parallel", counter: "slots", limit, amount: 1 });
const money = (limit: number, amount: number, more: Partial<BudgetClaim> = {}): BudgetClaim => ({
  kind: "budget",
  counter: "budget",
  limit,
  amount,
  spent: 0,
  ...more,
});
const take = (id: string, ...claims: readonly Claim[]): Take => ({
  op: "take",
  id,
  claims,
  standings: [],
  leaseMs: LEASE_MS,
});
const brief = (id: string, ...claims: readonly Claim[]): Take => ({ ...take(id, ...claims), leaseMs: SHORT_LEASE_MS });
const settle = (id: string, ...amounts: readonly number[]): Settle => ({ op: "settle", id, amounts });
const entry = (id: string): OutboxEntry => ({ id, event: JSON.stringify({ id, text: 'é "quoted" \n 日本' }) });

/** What every authority over counters does. `open` gives a store whose clock runs as the wall clock does. */
export function describeCounterStore(authority: string, open: () => CounterStore): void {
  let store: CounterStore;
  let shard: string;
  beforeEach(() => {
    store = open();
    shard = crypto.randomUUID();
  });

  const ask = (command: Take) => store.take(shard, command);
  /** How much of a counter is used, asked without changing anything. */
  async function used(claim: Claim): Promise<number> {
    const answer = await ask(take(crypto.randomUUID(), { ...claim, amount: 0, limit: 1, shadow: true }));
    return answer.admitted ? (answer.levels[0]?.used ?? Number.NaN) : Number.NaN;
  }

  describe(`the counter store of ${authority}`, () => {
    test("admits exactly 60 of 200 concurrent takes against a limit of 60", async () => {
      const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => ask(take(`r${n}`, rpm(60)))));
      expect(answers.filter(({ admitted }) => admitted)).toHaveLength(60);
      expect(await used(rpm(60))).toBe(60);
    });

    test("never lets 20 parallel charges pass a budget", async () => {
      const charges = Array.from({ length: 20 }, async (_, n) => {
        const { admitted } = await ask(take(`r${n}`, money(100, 12)));
        if (admitted) await store.settle(shard, settle(`r${n}`, 12));
        return admitted;
      });
      expect((await Promise.all(charges)).filter(Boolean)).toHaveLength(8);
      expect(await used(money(100, 0))).toBe(96);
    });

    test("holds no more at once than there are slots", async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(take(`r${n}`, slot(5)))));
      expect(answers.filter(({ admitted }) => admitted)).toHaveLength(5);
    });

    test("answers a take with how every counter stands", async () => {
      expect(await ask(take("a", rpm(60, 2), slot(3), money(100, 40, { spent: 7 })))).toEqual({
        admitted: true,
        levels: [
          { counter: "rpm", limit: 60, used: 2 },
          { counter: "slots", limit: 3, used: 1 },
          { counter: "budget", limit: 100, used: 47 },
        ],
        shadowed: [],
      });
    });

    test("admits a take without claims", async () => {
      expect(await ask(take("a"))).toEqual({ admitted: true, levels: [], shadowed: [] });
    });

    test("refuses all of a take or nothing, telling what stood in its way", async () => {
      await ask(take("a", slot(1)));
      const refused = { admitted: false, why: "limit", refused: { counter: "slots", limit: 1, used: 1 } };
      expect(await ask(take("b", rpm(60), money(100, 50), slot(1)))).toEqual(refused);
      expect(await used(rpm(60))).toBe(0);
      expect(await used(money(100, 0))).toBe(0);
    });

    test("tells when a minute will have room again", async () => {
      await ask(take("a", rpm(1)));
      const answer = await ask(take("b", rpm(1)));
      const retryAfterMs = "retryAfterMs" in answer ? (answer.retryAfterMs ?? 0) : 0;
      expect(retryAfterMs).toBeGreaterThan(58_000);
      expect(retryAfterMs).toBeLessThanOrEqual(61_000);
    });

    test("counts what only shadows and never refuses it", async () => {
      const shadow = { ...rpm(1), shadow: true };
      await ask(take("a", shadow));
      expect(await ask(take("b", shadow))).toEqual({
        admitted: true,
        levels: [{ counter: "rpm", limit: 1, used: 2 }],
        shadowed: ["rpm"],
      });
    });

    test("gives the same answer to the same id and charges it once", async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => ask(take("a", rpm(60, 6)))));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(await used(rpm(60))).toBe(6);
    });

    test("settles a request once, whoever asks how often", async () => {
      await ask(take("a", rpm(100, 50), slot(1), money(100, 50)));
      const answers = await Promise.all(Array.from({ length: 5 }, () => store.settle(shard, settle("a", 10, 1, 20))));
      expect(answers.toSorted()).toEqual(["repeated", "repeated", "repeated", "repeated", "settled"]);
      expect([await used(rpm(100)), await used(slot(1)), await used(money(100, 0))]).toEqual([10, 0, 20]);
    });

    test("gives everything back that was settled with nothing", async () => {
      await ask(take("a", rpm(100, 50), money(100, 50)));
      await store.settle(shard, settle("a"));
      expect([await used(rpm(100)), await used(money(100, 0))]).toEqual([0, 0]);
    });

    test("knows no request that was never taken", async () => {
      expect(await store.settle(shard, settle("a", 5))).toBe("unknown");
      expect(await store.checkpoint(shard, { op: "checkpoint", id: "a", amounts: [], leaseMs: LEASE_MS })).toBe(
        "ended",
      );
    });

    test("ends a request whose lease runs out: slots free, budgets charged, put right by a late settlement", async () => {
      await ask(brief("a", slot(1), money(100, 80)));
      await sleep(WAIT_MS);
      expect([await used(slot(1)), await used(money(100, 0))]).toEqual([0, 80]);
      expect(await store.settle(shard, settle("a", 1, 20))).toBe("adjusted");
      expect(await store.settle(shard, settle("a", 1, 20))).toBe("repeated");
      expect([await used(slot(1)), await used(money(100, 0))]).toEqual([0, 20]);
    });

    test("keeps a lease alive by checkpoints, and charges what they told", async () => {
      await ask(brief("a", slot(1), money(100, 10)));
      const kept = { op: "checkpoint", id: "a", amounts: [1, 50], leaseMs: LEASE_MS } as const;
      expect(await store.checkpoint(shard, kept)).toBe("kept");
      await sleep(WAIT_MS);
      expect([await used(slot(1)), await used(money(100, 0))]).toEqual([1, 10]);
      expect(await store.checkpoint(shard, { ...kept, amounts: [1, 30], leaseMs: 1 })).toBe("kept");
      await sleep(50);
      expect([await used(slot(1)), await used(money(100, 0))]).toEqual([0, 50]);
      expect(await store.checkpoint(shard, kept)).toBe("ended");
    });

    test("gives back at once what a shrink says is not needed, and no less stays than a checkpoint told", async () => {
      const claims = [rpm(100, 50), money(100, 50)];
      await ask(take("a", ...claims, slot(5)));
      await store.checkpoint(shard, { op: "checkpoint", id: "a", amounts: [0, 30], leaseMs: LEASE_MS });
      const shrink = { op: "shrink", id: "a", amounts: [20, 10, 60] } as const;
      expect([await store.shrink(shard, shrink), await store.shrink(shard, shrink)]).toEqual(["kept", "kept"]);
      expect([await used(rpm(100)), await used(money(100, 0)), await used(slot(5))]).toEqual([20, 30, 1]);
      expect(await store.settle(shard, settle("a", 5, 40, 1))).toBe("settled");
      expect([await used(rpm(100)), await used(money(100, 0)), await used(slot(5))]).toEqual([5, 40, 0]);
      expect(await store.shrink(shard, shrink)).toBe("ended");
      expect(await store.shrink(shard, { ...shrink, id: "nobody" })).toBe("ended");
    });

    test("counts what may be used up later from now on, and for as much longer", async () => {
      await ask({ ...take("a", rpm(1)), usableMs: USABLE_MS_MAX });
      const answer = await ask(take("b", rpm(1)));
      const retryAfterMs = "retryAfterMs" in answer ? (answer.retryAfterMs ?? 0) : 0;
      expect(retryAfterMs).toBeGreaterThan(58_000 + USABLE_MS_MAX);
      expect(retryAfterMs).toBeLessThanOrEqual(61_000 + USABLE_MS_MAX);
    });

    test("takes nothing that may be used up later than windows look ahead", async () => {
      await expect(ask({ ...take("a", rpm(1)), usableMs: USABLE_MS_MAX + 1 })).rejects.toThrow(RangeError);
      expect(await used(rpm(1))).toBe(0);
    });

    test("ends leases when it is swept, and nothing else", async () => {
      await ask(brief("a", slot(2)));
      await ask(take("b", slot(2)));
      await sleep(WAIT_MS);
      await store.sweep(shard);
      await store.sweep(shard);
      expect(await used(slot(2))).toBe(1);
      expect(await store.settle(shard, settle("a", 1))).toBe("adjusted");
      expect(await store.settle(shard, settle("b", 1))).toBe("settled");
    });

    test("asks for what was spent before it first counts a budget", async () => {
      const { spent: _, ...unseeded } = money(100, 10);
      const other = { ...unseeded, counter: "other" };
      const unknown = {
        admitted: false,
        why: "unknown",
        nowMs: expect.any(Number) as number,
        counters: ["budget", "other"],
      };
      expect(await ask(take("a", unseeded, other))).toEqual(unknown);
      expect(await ask(take("a", { ...unseeded, spent: 95 }))).toMatchObject({ refused: { used: 95 } });
      expect(await ask(take("a", { ...unseeded, spent: 90 }))).toMatchObject({ admitted: true });
      expect(await ask(take("b", unseeded))).toMatchObject({ refused: { used: 100 } });
    });

    test("begins a budget anew with its next period", async () => {
      const endsAtMs = Date.now() + 1_000;
      await ask(take("a", money(100, 100, { endsAtMs })));
      const refused = await ask(take("b", money(100, 1, { endsAtMs })));
      expect("retryAfterMs" in refused ? refused.retryAfterMs : 0).toBeGreaterThan(0);
      await sleep(1_050);
      const over = await ask(take("c", money(100, 1, { endsAtMs })));
      expect(over).toMatchObject({ admitted: false, why: "period" });
      expect("nowMs" in over ? over.nowMs : 0).toBeGreaterThanOrEqual(endsAtMs);
      const next = endsAtMs + 60_000;
      expect(await ask(take("d", money(100, 60, { endsAtMs: next })))).toMatchObject({ levels: [{ used: 60 }] });
      expect(await store.settle(shard, settle("a", 100))).toBe("settled");
      expect(await used(money(100, 0, { endsAtMs: next }))).toBe(60);
    });

    test("refuses copies of a holder older than the last revocation", async () => {
      await store.revoke(shard, { op: "revoke", holder: "key:a", epoch: 5 });
      await store.revoke(shard, { op: "revoke", holder: "key:a", epoch: 3 });
      const asked = (id: string, epoch: number) =>
        ask({
          ...take(id),
          standings: [
            { holder: "key:b", epoch: 1 },
            { holder: "key:a", epoch },
          ],
        });
      expect(await asked("a", 4)).toEqual({ admitted: false, why: "stale", holder: "key:a" });
      expect(await asked("b", 5)).toMatchObject({ admitted: true });
    });

    test("counts nano-dollars to the last one, up to the largest safe integer", async () => {
      const large = Number.MAX_SAFE_INTEGER;
      expect(await ask(take("a", money(large, large - 1)))).toMatchObject({
        levels: [{ limit: large, used: large - 1 }],
      });
      expect(await ask(take("b", money(large, 2)))).toMatchObject({ refused: { limit: large, used: large - 1 } });
      expect(await ask(take("c", money(large, 1)))).toMatchObject({ levels: [{ used: large }] });
      await store.settle(shard, settle("a", large - 3));
      expect(await used(money(large, 0))).toBe(large - 2);
    });

    test.each(["", "a b", 'quo"ted', "back\\slash", "line\nfeed", "{brace}", "日本 é", "a/b:c%2F", "-"])(
      "tells counters, holders and requests of any name apart: %j",
      async (text) => {
        await store.revoke(shard, { op: "revoke", holder: text, epoch: 1 });
        const standings = [{ holder: text, epoch: 0 }];
        expect(await ask({ ...take(text), standings })).toEqual({ admitted: false, why: "stale", holder: text });
        const { spent: _, ...unseeded } = money(1, 1, { counter: text });
        expect(await ask(take(text, unseeded))).toMatchObject({ admitted: false, why: "unknown", counters: [text] });
        const shadow = { ...rpm(1, 2, text), shadow: true };
        const levels = [{ counter: text, limit: 1, used: 2 }];
        expect(await ask(take(text, shadow))).toEqual({ admitted: true, levels, shadowed: [text] });
        expect(await store.settle(shard, settle(text, 0))).toBe("settled");
        expect(await used(rpm(1, 0, text))).toBe(0);
      },
    );

    test("keeps shards apart, whatever their names", async () => {
      const shards = [`${shard}:w`, `${shard}}:w`, `{${shard}`, `${shard}%7D`, `${shard} é`];
      for (const [n, name] of shards.entries()) {
        expect(await store.take(name, take("same-id", rpm(60, n + 1)))).toMatchObject({ levels: [{ used: n + 1 }] });
      }
    });

    describe("its outbox", () => {
      const events = async (max = 100) => (await store.peekOutbox(shard, max)).map(({ id }) => id);

      test("keeps an entry with each settlement, in their order, until it is forgotten", async () => {
        for (const id of ["b", "a", "c"]) {
          await ask(take(id, rpm(60)));
          await store.settle(shard, settle(id, 1), entry(id));
        }
        expect(await store.peekOutbox(shard, 2)).toEqual([entry("b"), entry("a")]);
        await store.forgetOutbox(shard, ["a", "not-there"]);
        await store.forgetOutbox(shard, []);
        expect(await events()).toEqual(["b", "c"]);
        await store.forgetOutbox(shard, ["b", "c"]);
        expect(await events()).toEqual([]);
      });

      test("holds an entry once, however often the settlement is repeated, and never again after it was forgotten", async () => {
        await ask(take("a", rpm(60)));
        await Promise.all(Array.from({ length: 5 }, () => store.settle(shard, settle("a", 1), entry("a"))));
        expect(await events()).toEqual(["a"]);
        await store.forgetOutbox(shard, ["a"]);
        await store.settle(shard, settle("a", 1), entry("a"));
        expect(await events()).toEqual([]);
      });

      test("keeps the entry of a late settlement and of a request that nobody knows", async () => {
        await ask(brief("late", rpm(60)));
        await sleep(WAIT_MS);
        expect(await store.settle(shard, settle("late", 1), entry("late"))).toBe("adjusted");
        expect(await store.settle(shard, settle("lost", 1), entry("lost"))).toBe("unknown");
        expect(await store.settle(shard, settle("lost", 1), { id: "lost", event: "{}" })).toBe("unknown");
        expect(await store.peekOutbox(shard, 100)).toEqual([entry("late"), entry("lost")]);
      });

      test("gets the real event of a request that had a draft, in time or late, and no draft before its time", async () => {
        await ask({ ...take("in-time", rpm(60)), draft: "{}" });
        await ask({ ...brief("late", rpm(60)), draft: "{}" });
        await ask({ ...brief("never", rpm(60)), draft: "{}" });
        await store.settle(shard, settle("in-time", 1), entry("in-time"));
        await sleep(WAIT_MS);
        await store.sweep(shard);
        expect(await events()).toEqual(["in-time"]);
        expect(await store.settle(shard, settle("late", 1), entry("late"))).toBe("adjusted");
        await store.sweep(shard);
        expect(await store.peekOutbox(shard, 100)).toEqual([entry("in-time"), entry("late")]);
      });

      test("has each effect once while writers and a reader work at the same time", async () => {
        const ledger = new Map<string, number>();
        let writing = true;
        const writers = Array.from({ length: 40 }, async (_, n) => {
          await ask(take(`r${n}`, rpm(1_000)));
          await store.settle(shard, settle(`r${n}`, 1), entry(`r${n}`));
        });
        const reader = async () => {
          for (;;) {
            const last = !writing;
            const batch = await events(7);
            for (const id of batch) ledger.set(id, (ledger.get(id) ?? 0) + 1);
            await store.forgetOutbox(shard, batch);
            if (last && batch.length === 0) return;
          }
        };
        const read = reader();
        await Promise.all(writers);
        writing = false;
        await read;
        expect(ledger.size).toBe(40);
        expect([...ledger.values()].every((times) => times === 1)).toBe(true);
      });
    });
  });
}
