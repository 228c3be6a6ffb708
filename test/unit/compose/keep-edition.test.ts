import { beforeEach, describe, expect, it, vi } from "vitest";
import { EditionKeeper, RENEWED_MS, TRUSTED_MS } from "../../../src/compose/keep-edition.ts";
import type { LiveRows } from "../../../src/store/live-config.ts";

const rowsOf = (version: number): LiveRows => ({
  version,
  models: [],
  credentials: [],
  accessGroups: [],
  settings: [],
  prices: [],
});

/** An isolate, and the database it looks at. */
function setUp({ kept }: { kept?: LiveRows } = {}) {
  const world = { nowMs: 1_000_000, version: 0, isAway: false, asked: 0, read: 0, built: 0, saved: [] as number[] };
  const held: { until?: Promise<void> } = {};
  const work: Promise<unknown>[] = [];
  const ask = async <Answer>(answer: Answer): Promise<Answer> => {
    world.asked += 1;
    if (world.isAway) throw new Error("away");
    return await Promise.resolve(answer);
  };
  const keeper = new EditionKeeper<string>({
    first: "published",
    reader: {
      version: async () => {
        await held.until;
        return await ask(world.version);
      },
      read: async () => {
        world.read += 1;
        return await ask(rowsOf(world.version));
      },
    },
    build: async ({ version }) => {
      world.built += 1;
      return await Promise.resolve(`version ${version}`);
    },
    recall: async () => await Promise.resolve(kept),
    keep: async ({ version }) => void (await Promise.resolve(world.saved.push(version))),
    now: () => world.nowMs,
  });
  const defer = (promise: Promise<unknown>): void => void work.push(promise);
  return {
    world,
    held,
    keeper,
    current: () => keeper.current(defer),
    settle: async () => void (await Promise.all(work.splice(0))),
  };
}

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => {}));

describe("what an isolate serves", () => {
  it("is what is published, when nothing was ever configured at runtime", async () => {
    const { world, current } = setUp();
    expect(await current()).toBe("published");
    expect(world.built).toBe(0);
  });

  it("is what was configured before the isolate began", async () => {
    const { world, current } = setUp();
    world.version = 3;
    expect(await current()).toBe("version 3");
  });

  it("is at hand without a promise, and without a question, while it is fresh", async () => {
    const { world, current } = setUp();
    await current();
    const { asked } = world;
    world.nowMs += RENEWED_MS - 1;
    expect(current()).toBe("published");
    expect(world.asked).toBe(asked);
  });

  it("is renewed behind a busy isolate's requests", async () => {
    const { world, current, settle } = setUp();
    await current();
    world.version = 1;
    world.nowMs += RENEWED_MS;
    expect(current()).toBe("published");
    await settle();
    expect(current()).toBe("version 1");
  });

  it("is asked for once, however many requests come while it is renewed", async () => {
    const { world, current, settle } = setUp();
    await current();
    const { asked } = world;
    world.nowMs += RENEWED_MS;
    void current();
    void current();
    void current();
    await settle();
    expect(world.asked).toBe(asked + 1);
  });

  it("is waited for by a request after a pause, so that it is never older than promised", async () => {
    const { world, current } = setUp();
    await current();
    world.version = 1;
    world.nowMs += TRUSTED_MS;
    expect(await current()).toBe("version 1");
    expect(TRUSTED_MS).toBeLessThan(30_000);
  });

  it("costs one row to look at, as long as nothing changes", async () => {
    const { world, current } = setUp();
    await current();
    world.nowMs += TRUSTED_MS;
    await current();
    expect(world.read).toBe(1);
  });

  it("has a write of its own at once", async () => {
    const { world, keeper, current } = setUp();
    await current();
    world.version = 1;
    keeper.changed();
    expect(await current()).toBe("version 1");
  });

  it("has it also when a look was under way that could not see it", async () => {
    const { world, keeper, current, settle } = setUp();
    await current();
    world.nowMs += RENEWED_MS;
    void current();
    world.version = 1;
    keeper.changed();
    await settle();
    expect(await current()).toBe("version 1");
  });

  it("goes on as it was while the database is away, and asks again only after a while", async () => {
    const { world, current } = setUp();
    world.version = 1;
    await current();
    world.isAway = true;
    world.nowMs += TRUSTED_MS;
    expect(await current()).toBe("version 1");
    const { asked } = world;
    expect(current()).toBe("version 1");
    expect(world.asked).toBe(asked);
  });

  it("is what others have kept, for an isolate that begins while the database is away", async () => {
    const { world, current } = setUp({ kept: rowsOf(7) });
    world.isAway = true;
    expect(await current()).toBe("version 7");
  });

  it("is what is published, when nobody has kept anything either", async () => {
    const { world, current } = setUp();
    world.isAway = true;
    expect(await current()).toBe("published");
  });

  it("catches up after that", async () => {
    const { world, current } = setUp({ kept: rowsOf(7) });
    world.isAway = true;
    await current();
    Object.assign(world, { isAway: false, version: 8, nowMs: world.nowMs + TRUSTED_MS });
    expect(await current()).toBe("version 8");
  });

  it("is kept for others when it changes", async () => {
    const { world, current, settle } = setUp();
    await current();
    world.version = 1;
    world.nowMs += TRUSTED_MS;
    await current();
    await settle();
    expect(world.saved).toEqual([1]);
  });

  it("is kept by an isolate that begins too: the one that wrote it may have ended", async () => {
    const { world, current, settle } = setUp();
    world.version = 3;
    await current();
    await settle();
    expect(world.saved).toEqual([3]);
  });

  it("is what the database says, also when that was restored to a state of before", async () => {
    const { world, current } = setUp();
    world.version = 5;
    await current();
    Object.assign(world, { version: 4, nowMs: world.nowMs + TRUSTED_MS });
    expect(await current()).toBe("version 4");
  });

  it("is read and built once, also when a second request asks before the first has its answer", async () => {
    const { world, held, current } = setUp();
    await current();
    Object.assign(world, { version: 1, nowMs: world.nowMs + TRUSTED_MS });
    const gate = Promise.withResolvers<void>();
    const first = current();
    held.until = gate.promise;
    const second = current();
    expect(await first).toBe("version 1");
    gate.resolve();
    expect(await second).toBe("version 1");
    expect(world).toMatchObject({ read: 2, built: 1 });
  });
});
