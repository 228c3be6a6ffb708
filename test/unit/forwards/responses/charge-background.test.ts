import { expect, test, vi } from "vitest";
import { adapters } from "../../../../src/adapters/index.ts";
import { asId } from "../../../../src/core/ids.ts";
import type { UsageEvent } from "../../../../src/core/usage-event.ts";
import { chargeBackground } from "../../../../src/forwards/responses/charge-background.ts";
import { sweepResponses } from "../../../../src/forwards/responses/sweep-responses.ts";
import type { Gateway } from "../../../../src/pipeline/gateway.ts";
import { upstreamTools } from "../../../support/adapters.ts";
import { deploymentOf } from "../../../support/deployments.ts";
import { keptResponses } from "../../../support/kept-responses.ts";

const NOW = 1_700_000_000_000;
const DAY_MS = 86_400_000;
const OWNER = "team:quay";
const east = deploymentOf({ id: asId("east"), provider: "azure", baseUrl: "https://quay.example/openai/v1" });
const prices = { input: 1_000, output: 2_000 };
const made = {
  id: "request-1",
  key: "key-1",
  team: "quay",
  outcome: "failed",
  status: 500,
  error: "internal",
  usage: { inputTokens: 3, outputTokens: 0, estimated: true },
  cost: 0,
};
const over = { status: "completed", usage: { input_tokens: 9, output_tokens: 2, total_tokens: 11 } };

/** One response in background, due a minute after it was made. */
async function stage(answer: () => Response, priced = true) {
  const responses = keptResponses();
  const events: UsageEvent[] = [];
  const fetch = vi.fn<Gateway["upstream"]["fetch"]>(() => Promise.resolve(answer()));
  const deployment = priced ? { ...east, prices: { ...deploymentOf().prices, ...prices } } : east;
  const group = { name: "m", deployments: [deployment] };
  const azure = adapters.get("azure");
  if (azure === undefined) throw new Error("There is no adapter of Azure.");
  const parts = {
    responses,
    models: { find: (name: string) => (name === "east" ? group : undefined), names: [], wildcards: [] },
    adapterOf: () => azure,
    upstream: upstreamTools({ fetch }),
    events: { record: (event: UsageEvent) => void events.push(event) },
  };
  const id = responses.seal.name({ provider: "azure", deployment: asId("east"), id: "resp_1" }, OWNER);
  const row = { id, owner: OWNER, keyHash: asId<"key-hash">("key-1"), model: "m", createdAtMs: NOW };
  await responses.store.follow({ ...row, dueAtMs: NOW + 60_000, event: JSON.stringify(made) });
  const run = async (atMs: number) => await chargeBackground(parts, () => atMs);
  return { run, parts, responses, events, fetch, id };
}

test("what is over is charged once to whoever made it, at what its provider says", async () => {
  const { run, events, fetch } = await stage(() => Response.json(over));
  expect(await run(NOW + 59_000)).toBe(0);
  expect(fetch).not.toHaveBeenCalled();
  expect(await run(NOW + 60_000)).toBe(1);
  expect(fetch.mock.calls[0]?.[0]).toBe("https://quay.example/openai/v1/responses/resp_1");
  expect(events).toMatchObject([
    {
      id: "request-1/background",
      key: "key-1",
      team: "quay",
      outcome: "served",
      status: 200,
      usage: { inputTokens: 9, outputTokens: 2 },
      unpriced: false,
    },
  ]);
  expect(events[0]?.cost).toBeGreaterThan(0);
  expect(events[0]).not.toHaveProperty("errorMessage", expect.anything());
  expect(await run(NOW + 90_000)).toBe(0);
  expect(events).toHaveLength(1);
});

test("what its client has fetched meanwhile is not charged again", async () => {
  const { run, events, responses, id } = await stage(() => {
    void responses.store.take(id);
    return Response.json(over);
  });
  expect(await run(NOW + 60_000)).toBe(0);
  expect(events).toEqual([]);
});

test.each([
  ["it is not over", () => Response.json({ status: "in_progress", usage: null })],
  ["its provider is out of order", () => new Response("busy", { status: 503 })],
  ["its provider talks nonsense", () => new Response("<html>")],
])("it is looked at again a minute later where %s", async (_, answer) => {
  const { run, events, fetch } = await stage(answer);
  expect(await run(NOW + 60_000)).toBe(0);
  expect(await run(NOW + 119_000)).toBe(0);
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(await run(NOW + 120_000)).toBe(0);
  expect(fetch).toHaveBeenCalledTimes(2);
  expect(events).toEqual([]);
});

test("it is looked at again where the connection fails", async () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { run, fetch } = await stage(() => {
    throw new Error("reset");
  });
  expect(await run(NOW + 60_000)).toBe(0);
  expect(await run(NOW + 120_000)).toBe(0);
  expect(fetch).toHaveBeenCalledTimes(2);
  expect(error).toHaveBeenCalledTimes(2);
  error.mockRestore();
});

test.each([
  ["its provider has lost it", () => new Response("gone", { status: 404 }), NOW + 60_000],
  ["it was cancelled", () => Response.json({ status: "cancelled", usage: null }), NOW + 60_000],
  ["nobody can say for days", () => Response.json({ status: "queued" }), NOW + 3 * DAY_MS],
])("it is charged by estimate where %s", async (_, answer, atMs) => {
  const { run, events } = await stage(answer);
  expect(await run(atMs)).toBe(1);
  expect(events).toMatchObject([{ usage: made.usage }]);
});

test("what failed is charged what its provider says, and that is nothing where it says nothing", async () => {
  const silent = await stage(() => Response.json({ status: "failed", usage: null }));
  expect(await silent.run(NOW + 60_000)).toBe(1);
  expect(silent.events).toMatchObject([{ usage: { inputTokens: 0, outputTokens: 0 }, cost: 0 }]);
  const telling = await stage(() => Response.json({ ...over, status: "failed" }));
  expect(await telling.run(NOW + 60_000)).toBe(1);
  expect(telling.events).toMatchObject([{ usage: { inputTokens: 9, outputTokens: 2 } }]);
});

test("a price that nobody knows is told as unknown", async () => {
  const { run, events } = await stage(() => Response.json(over), false);
  expect(await run(NOW + 60_000)).toBe(1);
  expect(events).toMatchObject([{ cost: 0, unpriced: true }]);
});

test("a sweep charges, and takes out what is old until there is no more", async () => {
  const { parts, events } = await stage(() => Response.json(over));
  const purge = vi.spyOn(parts.responses.store, "purge").mockResolvedValueOnce(500).mockResolvedValueOnce(3);
  await sweepResponses(parts, () => NOW + 60_000);
  expect(events).toHaveLength(1);
  expect(purge).toHaveBeenCalledTimes(2);
  purge.mockClear().mockResolvedValue(500);
  await sweepResponses(parts, () => NOW + 60_000);
  expect(purge).toHaveBeenCalledTimes(10);
});

test("a sweep takes out old conversations too", async () => {
  const { parts } = await stage(() => Response.json(over));
  const purge = vi.spyOn(parts.responses.conversations, "purge").mockResolvedValueOnce(50).mockResolvedValueOnce(3);
  await sweepResponses(parts, () => NOW + 60_000);
  expect(purge.mock.calls).toEqual([
    [NOW + 60_000, 50],
    [NOW + 60_000, 50],
  ]);
});
