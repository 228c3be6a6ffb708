import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { adapters } from "../../../../src/adapters/index.ts";
import { createTokenCache } from "../../../../src/adapters/upstream-tools.ts";
import type { Caller } from "../../../../src/core/caller.ts";
import { asId } from "../../../../src/core/ids.ts";
import { textOf, type JsonObject } from "../../../../src/core/json.ts";
import { fromUsd } from "../../../../src/core/money.ts";
import type { UsageEvent } from "../../../../src/core/usage-event.ts";
import { describeHeld } from "../../../../src/forwards/resources/held/describe-held.ts";
import { holdersOf } from "../../../../src/pipeline/objects/holders-of.ts";
import { createBatchPoll } from "../../../../src/forwards/resources/poll-batches.ts";
import { noteMade } from "../../../../src/pipeline/objects/publish.ts";
import { createLimiter } from "../../../../src/limits/limiter.ts";
import { indexModels } from "../../../../src/router/model-index.ts";
import type { ObjectChange } from "../../../../src/store/managed-objects.ts";
import { MemoryCounterStore } from "../../../../src/store/memory/memory-counter-store.ts";
import { MemoryFileStore } from "../../../../src/store/memory/memory-file-store.ts";
import { MemoryManagedObjects } from "../../../../src/store/memory/memory-managed-objects.ts";
import { deploymentOf } from "../../../support/deployments.ts";

const MINUTE_MS = 60_000;
const BUDGET = fromUsd(1);
const prices = { input: 2_000_000_000, output: 4_000_000_000 };
const first = deploymentOf({ modelName: "gpt", model: "gpt-4o-mini", baseUrl: "https://up.example/v1", prices });
const second = deploymentOf({
  ...first,
  id: asId("d-2"),
  modelName: "big",
  model: "gpt-4o",
  prices: { input: 4_000_000_000, output: 0 },
});
const models = indexModels(
  [first, second].map((deployment) => ({ ...deployment, build: () => deployment })),
  {},
);
const caller: Caller = {
  role: "key",
  key: asId("hash"),
  team: asId("t"),
  models: [],
  aliases: {},
  limits: [{ holder: "key:hash", requestsPerMinute: 0, budgets: [{ limit: BUDGET }] }],
};

const line = (model: string, usage: JsonObject): string =>
  JSON.stringify({ custom_id: "1", response: { status_code: 200, body: { model, usage } }, error: null });

/** Fails to change anything as often as it is told, from a certain change on. */
class FailingObjects extends MemoryManagedObjects {
  failAt: number | undefined;
  override async change(id: string, change: ObjectChange): Promise<void> {
    if (this.failAt !== undefined && this.failAt-- === 0) {
      this.failAt = undefined;
      throw new Error("cut off");
    }
    await super.change(id, change);
  }
}

let nowMs: number;
let objects: FailingObjects;
let ledger: Map<string, UsageEvent>;
let counters: MemoryCounterStore;
let asked: string[];
let told: JsonObject;
/** Undefined when it is deleted. */
let output: readonly string[] | undefined;
let fails: boolean;
let id: string;
let files: MemoryFileStore | undefined;

const upstreamFetch = async (url: string): Promise<Response> => {
  asked.push(url);
  if (fails) return new Response('{"error":{"message":"busy"}}', { status: 503 });
  if (!url.endsWith("/content")) return Response.json(told);
  if (output === undefined) return new Response('{"error":{"message":"No such File object"}}', { status: 404 });
  const bytes = new TextEncoder().encode(output.join("\n"));
  // In pieces that no line ends at.
  return new Response(
    new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 7) controller.enqueue(bytes.slice(at, at + 7));
        controller.close();
      },
    }),
  );
};

const poll = async (): Promise<void> => {
  const limiter = createLimiter({
    counters,
    spent: { spentSince: async () => 0 },
    timeZone: "UTC",
    shadow: new Set(),
    tokens: "total",
    now: () => nowMs,
  });
  await createBatchPoll({
    models,
    accessGroups: new Map(),
    adapterOf: (provider) => adapters.get(provider) ?? expect.fail(`no adapter ${provider}`),
    objects,
    upstream: {
      fetch: async (input) => await upstreamFetch(new Request(input).url),
      now: () => nowMs,
      tokens: createTokenCache(() => nowMs),
    },
    files,
    limiter,
    keys: { find: async () => ({ caller, blocked: false, readAtMs: nowMs }) },
    ledger: {
      append: async (events) => {
        for (const event of events) if (!ledger.has(event.id)) ledger.set(event.id, event);
      },
    },
    now: () => nowMs,
  })(() => undefined);
  // What the authority keeps reaches the ledger by its own way.
  for (const entry of await counters.peekOutbox("key:hash", 10)) {
    const event = JSON.parse(entry.event) as UsageEvent;
    if (!ledger.has(event.id)) ledger.set(event.id, event);
    await counters.forgetOutbox("key:hash", [entry.id]);
  }
};

const usedBudget = async (): Promise<number> => {
  const answer = await counters.take("key:hash", {
    op: "take",
    id: crypto.randomUUID(),
    leaseMs: 1_000,
    standings: [],
    claims: [{ kind: "budget", counter: "key:hash/cost", limit: Number.MAX_SAFE_INTEGER, amount: 0, spent: 0 }],
  });
  return answer.admitted ? (answer.levels[0]?.used ?? 0) : Number.NaN;
};

const due = async (): Promise<number | null | undefined> => (await objects.find([id]))[0]?.dueAtMs;

afterEach(() => vi.restoreAllMocks());
beforeEach(async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  nowMs = 1_000_000;
  objects = new FailingObjects();
  files = new MemoryFileStore();
  ledger = new Map();
  counters = new MemoryCounterStore(() => nowMs);
  asked = [];
  fails = false;
  output = [
    line("gpt-4o-mini-2024-07-18", { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 }),
    line("gpt-4o", { input_tokens: 500, output_tokens: 50, total_tokens: 550 }),
    JSON.stringify({ custom_id: "3", response: { status_code: 400, body: { error: {} } } }),
    "no json",
  ];
  told = { id: "batch_up", object: "batch", status: "in_progress" };
  const made = await noteMade(
    told,
    { holders: holdersOf(caller), deployment: first, model: "gpt", named: [], nowMs },
    "batch",
    objects,
    nowMs + MINUTE_MS,
  );
  id = textOf(made["id"]) ?? "";
});

const complete = (): void => {
  told = { ...told, status: "completed", output_file_id: "file-output1" };
  nowMs += MINUTE_MS;
};
/** Half of (1,000 × $2 + 100 × $4 + 500 × $4) / 1,000,000, in nano-dollars. */
const COST = 2_200_000;

describe("a batch", () => {
  test("is not asked about before it is due, then later and later, at most an hour apart", async () => {
    await poll();
    expect(asked).toEqual([]);
    const gaps: number[] = [];
    for (let look = 0; look < 40; look += 1) {
      const dueAtMs = (await due()) ?? expect.fail("is not looked at again");
      gaps.push(dueAtMs - nowMs);
      nowMs = dueAtMs;
      await poll();
    }
    expect(asked).toHaveLength(40);
    expect(asked[0]).toBe("https://up.example/v1/batches/batch_up");
    expect(gaps[0]).toBe(MINUTE_MS);
    expect(gaps.toSorted((a, b) => a - b)).toEqual(gaps);
    expect(gaps.at(-1)).toBe(60 * MINUTE_MS);
    expect(ledger.size).toBe(0);
  });

  test("that is over is charged once to its owner, each line at half of its model's price", async () => {
    complete();
    await poll();
    await poll();
    nowMs += 60 * MINUTE_MS;
    await poll();
    expect([...ledger.values()]).toMatchObject([
      {
        id,
        key: "hash",
        team: "t",
        operation: "batch",
        requestedModel: "gpt",
        provider: "openai",
        usage: { inputTokens: 1_500, outputTokens: 150 },
        cost: COST,
        unpriced: false,
      },
    ]);
    expect(await due()).toBeNull();
    expect(asked).toHaveLength(2);
    expect(await usedBudget()).toBe(COST);
  });

  test("tells what it has written, under an id of the gateway's", async () => {
    complete();
    await poll();
    const [batch] = await objects.find([id]);
    const outputId = textOf(batch?.body["output_file_id"]) ?? "";
    expect(outputId).toMatch(/^file-[0-9A-Za-z]{24}$/);
    expect(await objects.find([outputId], "team:t")).toMatchObject([{ upstreamId: "file-output1" }]);
  });

  test("is charged once when a job is cut off anywhere, and done again", async () => {
    for (const failAt of [0, 1, 2]) {
      complete();
      objects.failAt = failAt;
      await poll();
      nowMs += 5 * MINUTE_MS;
      await poll();
      expect(ledger.size).toBe(1);
      expect(await usedBudget()).toBe(COST);
      await objects.change(id, { dueAtMs: nowMs, updatedAtMs: nowMs });
    }
  });

  test("is charged once by two jobs at once", async () => {
    complete();
    await Promise.all([poll(), poll()]);
    expect([...ledger.values()].map(({ cost }) => cost)).toEqual([COST]);
    expect(await usedBudget()).toBe(COST);
  });

  test("is charged to the ledger where its budget is used up", async () => {
    complete();
    await counters.take("key:hash", {
      op: "take",
      id: "before",
      leaseMs: 1_000,
      standings: [],
      claims: [{ kind: "budget", counter: "key:hash/cost", limit: BUDGET, amount: BUDGET, spent: 0 }],
    });
    await counters.settle("key:hash", { op: "settle", id: "before", amounts: [BUDGET * 2] });
    await poll();
    expect([...ledger.values()].map(({ cost }) => cost)).toEqual([COST]);
  });

  test.each(["failed", "cancelled", "expired"])("that %s is charged as far as it came, and no more", async (status) => {
    complete();
    told = { ...told, status };
    await poll();
    expect(ledger.get(id)?.cost).toBe(COST);
  });

  test("that came to nothing leaves no event and is not looked at again", async () => {
    nowMs += MINUTE_MS;
    told = { ...told, status: "failed", output_file_id: null };
    await poll();
    expect(ledger.size).toBe(0);
    expect(await due()).toBeNull();
  });

  test("whose model has no price says so", async () => {
    output = [line("ft:unheard-of", { prompt_tokens: 10, completion_tokens: 1, total_tokens: 11 })];
    complete();
    await poll();
    expect(ledger.get(id)).toMatchObject({ cost: 0, unpriced: true, usage: { inputTokens: 10, outputTokens: 1 } });
  });

  test("whose output was deleted before it was read is charged by what its provider says of the whole", async () => {
    output = undefined;
    complete();
    const usage = { input_tokens: 1_000, output_tokens: 100, total_tokens: 1_100 };
    told = { ...told, model: "gpt-4o-mini-2024-07-18", usage };
    await poll();
    expect(ledger.get(id)).toMatchObject({ usage: { inputTokens: 1_000, outputTokens: 100 }, cost: 1_200_000 });
    expect(await due()).toBeNull();
  });

  test("whose output is gone, and of which nothing else is said, leaves an event that says it has no price", async () => {
    output = undefined;
    complete();
    await poll();
    expect(ledger.get(id)).toMatchObject({ cost: 0, unpriced: true });
    expect(await due()).toBeNull();
  });

  test("whose provider does not answer is looked at again later, and given up after two weeks", async () => {
    fails = true;
    nowMs += MINUTE_MS;
    await poll();
    expect(await due()).toBe(nowMs + MINUTE_MS);
    nowMs += 15 * 86_400_000;
    await poll();
    expect(await due()).toBeNull();
  });
});

describe("what the gateway itself keeps", () => {
  const MADE_AT_MS = 1_000_000;
  const hold = async (kind: "file" | "upload", key: string, expiresAtMs: number | null): Promise<string> => {
    const held = describeHeld({ kind, key, holders: holdersOf(caller), nowMs: MADE_AT_MS, expiresAtMs, facts: {} });
    await objects.insert([held]);
    return held.id;
  };
  const put = async (...keys: readonly string[]): Promise<void> => {
    async function* bytes() {
      yield new Uint8Array(3);
    }
    for (const key of keys) await files?.put(key, bytes());
  };
  const keysLeft = async (): Promise<readonly string[]> => ((await files?.list("")) ?? []).map(({ key }) => key);

  test("is deleted when its time is over, and not before", async () => {
    await put("files/a", "files/b");
    const [a, b] = [await hold("file", "files/a", MADE_AT_MS + 1_000), await hold("file", "files/b", null)];
    await poll();
    expect(await keysLeft()).toEqual(["files/a", "files/b"]);
    nowMs = MADE_AT_MS + 1_000;
    await poll();
    expect(await keysLeft()).toEqual(["files/b"]);
    expect((await objects.find([a, b])).map((object) => object.id)).toEqual([b]);
  });

  test("is deleted with all parts of an upload that nobody has completed, and with no other's", async () => {
    await put("uploads/a/part_1", "uploads/a/part_2", "uploads/ab/part_1");
    await hold("upload", "uploads/a", MADE_AT_MS);
    await poll();
    expect(await keysLeft()).toEqual(["uploads/ab/part_1"]);
  });

  test("is deleted by the hundred before a batch that is due later, in one go", async () => {
    for (let count = 0; count < 120; count += 1) await hold("file", `files/${count}`, MADE_AT_MS + count);
    complete();
    await poll();
    expect(ledger.size).toBe(1);
    expect(await objects.due(nowMs, 200)).toEqual([]);
  });

  test("is looked at again later where the bucket is gone, and does not stand in the way of batches", async () => {
    const held = await hold("file", "files/a", MADE_AT_MS);
    files = undefined;
    complete();
    await poll();
    expect(ledger.size).toBe(1);
    expect(await objects.find([held])).toMatchObject([{ dueAtMs: nowMs + 60 * MINUTE_MS }]);
  });
});
