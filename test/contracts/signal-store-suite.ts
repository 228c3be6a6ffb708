import { describe, expect, test, vi } from "vitest";
import { asId, type DeploymentId } from "../../src/core/ids.ts";
import { Cooldowns } from "../../src/router/cooldowns.ts";
import type { SignalStore } from "../../src/store/signal-store.ts";

const MINUTE_MS = 60_000;
/** Long enough for a slow machine to see it cool. */
const SHORT_MS = 3_000;

const newId = (name = "d") => asId<"deployment">(`${name} ${crypto.randomUUID()}`);
const endIn = async (store: SignalStore, id: DeploymentId) =>
  (await store.read()).find((cooldown) => cooldown.id === id)?.untilMs;

/** What every store of signals does. `open` gives what one isolate has; all of them share one place. */
export function describeSignalStore(place: string, open: () => SignalStore): void {
  describe(`cooldowns shared by ${place}`, () => {
    test("are told to every isolate with their very end", async () => {
      const [id, untilMs] = [newId(), Date.now() + MINUTE_MS];
      await open().cool(id, untilMs);
      expect(await endIn(open(), id)).toBe(untilMs);
      expect(await endIn(open(), newId())).toBeUndefined();
    });

    test("end at the latest of several ends, in whichever order they come", async () => {
      const [id, untilMs] = [newId(), Date.now() + MINUTE_MS];
      for (const end of [untilMs, untilMs + 1, untilMs - 1]) await open().cool(id, end);
      expect(await endIn(open(), id)).toBe(untilMs + 1);
    });

    test("are not told after their end, one beside another that lasts", async () => {
      const [short, long, past] = [newId("short"), newId("long"), newId("past")];
      await open().cool(past, Date.now() - 1);
      await open().cool(long, Date.now() + MINUTE_MS);
      await open().cool(short, Date.now() + SHORT_MS);
      expect(await endIn(open(), past)).toBeUndefined();
      expect(await endIn(open(), short)).toBeDefined();
      await vi.waitFor(async () => expect(await endIn(open(), short)).toBeUndefined(), { timeout: 10 * SHORT_MS });
      expect(await endIn(open(), long)).toBeDefined();
    });

    test("may be of any name, and many at once", async () => {
      const untilMs = Date.now() + MINUTE_MS;
      const ids = ["a:b", '"', "é 日本 🔑", "__proto__", "1e3", ...Array.from({ length: 200 }, () => "many")].map(
        newId,
      );
      await Promise.all(ids.map((id) => open().cool(id, untilMs)));
      const told = new Map((await open().read()).map((cooldown) => [cooldown.id, cooldown.untilMs]));
      expect(ids.filter((id) => told.get(id) !== untilMs)).toEqual([]);
    });

    test("reach another isolate that serves within a second and one trip", async () => {
      const [id, trips] = [newId(), [] as Promise<unknown>[]];
      const startMs = Date.now();
      let nowMs = startMs;
      const isolate = () => new Cooldowns({ store: open(), now: () => nowMs });
      const [here, elsewhere] = [isolate(), isolate()];
      const defer = (work: Promise<unknown>) => void trips.push(work);
      elsewhere.refresh(defer);
      await Promise.all(trips);
      here.cool(id, startMs + MINUTE_MS, defer);
      await Promise.all(trips);
      elsewhere.refresh(defer);
      await Promise.all(trips);
      expect(elsewhere.endOf(id)).toBe(0);
      nowMs += 1_000;
      elsewhere.refresh(defer);
      await Promise.all(trips);
      expect(elsewhere.endOf(id)).toBe(startMs + MINUTE_MS);
      nowMs = startMs + MINUTE_MS;
      expect([here.endOf(id), elsewhere.endOf(id)]).toEqual([0, 0]);
    });
  });
}
