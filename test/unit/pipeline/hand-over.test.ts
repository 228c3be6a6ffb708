import { expect, test, vi } from "vitest";
import { DEFAULT_SETTINGS } from "../../../src/config/parse-settings.ts";
import type { Caller } from "../../../src/core/caller.ts";
import { GatewayError } from "../../../src/core/errors.ts";
import { asId } from "../../../src/core/ids.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { openaiResponses } from "../../../src/dialects/openai-responses/index.ts";
import type { Gateway } from "../../../src/pipeline/gateway.ts";
import { handOver } from "../../../src/pipeline/hand-over.ts";
import { readCall } from "../../../src/pipeline/read-call.ts";
import { openSettlement } from "../../../src/pipeline/settle.ts";
import type { BackgroundJob, BackgroundRuns } from "../../../src/store/background-runs.ts";

const caller: Caller = { role: "key", key: asId("key-1"), team: asId("quay"), models: [], aliases: {} };
const AWAY = new GatewayError("store_unavailable", "away");

async function begin(start: () => Promise<undefined>, more: JsonObject = {}) {
  const deferred: Promise<unknown>[] = [];
  const ctx = {
    id: asId<"request">("request-1"),
    startedAtMs: 0,
    clientGone: new AbortController().signal,
    now: () => 0,
    defer: (work: Promise<unknown>) => void deferred.push(work),
  };
  const runs = {
    start: vi.fn<(job: BackgroundJob) => Promise<undefined>>(start),
    remove: vi.fn<BackgroundRuns["remove"]>(() => Promise.reject(AWAY)),
  };
  const gateway = {
    runs,
    settings: { ...DEFAULT_SETTINGS, keyHeaderName: "x-litellm-key" },
    accessGroups: new Map(),
    models: { find: () => ({ name: "m", deployments: [{ provider: "p" }] }) },
    adapterOf: () => ({ id: "p", serves: { chat: { dialects: [{ id: "of-another-kind" }] } } }),
  } as unknown as Gateway;
  const record = vi.fn<() => undefined>();
  const settlement = openSettlement(ctx, { caller, operation: "chat", path: "/v1/responses" }, { record });
  const body = JSON.stringify({ model: "m", input: "Tide?", background: true, ...more });
  const keys = { "X-Litellm-Key": "sk-1", "x-litellm-api-key": "sk-1", authorization: "Bearer sk-1" };
  const headers = { "x-litellm-tags": "a", ...keys };
  const request = new Request("https://gateway.test/v1/responses", { method: "POST", headers, body });
  const call = await readCall(request, openaiResponses, undefined, DEFAULT_SETTINGS);
  const begun = handOver(ctx, request, call, caller, gateway, settlement);
  return { begun, runs, record, deferred, settlement };
}

test("what is begun elsewhere is told as queued, and takes no credential along", async () => {
  const { begun, runs } = await begin(() => Promise.resolve(undefined));
  const told = (await (await begun)?.json()) as JsonObject;
  const job = runs.start.mock.calls[0]?.[0];
  expect(told).toMatchObject({ id: job?.row.id, status: "queued", background: true });
  expect(job?.headers).toEqual({ "x-litellm-tags": "a" });
  expect(JSON.stringify(job)).not.toContain("sk-1");
});

test("what may have been begun leaves no event here, which would hide the one of what it costs, and is ended", async () => {
  const { begun, runs, record, deferred, settlement } = await begin(() => Promise.reject(AWAY));
  await expect(begun).rejects.toBe(AWAY);
  settlement.end("refused", { error: AWAY });
  expect(record).not.toHaveBeenCalled();
  expect(runs.remove).toHaveBeenCalledWith(runs.start.mock.calls[0]?.[0].row.id, "team:quay");
  await expect(Promise.all(deferred)).resolves.toBeDefined();
});

test("what is too long to be kept is not begun", async () => {
  const { begun, runs } = await begin(() => Promise.resolve(undefined), { input: "⚓".repeat(4 * 1024 * 1024) });
  await expect(begun).rejects.toMatchObject({ code: "request_too_large", status: 413 });
  expect(runs.start).not.toHaveBeenCalled();
});

test("what is begun is a stream, also where the client takes out that it is one", async () => {
  const fields = { stream: true, additional_drop_params: ["stream", "seed"] };
  const { begun, runs } = await begin(() => Promise.resolve(undefined), fields);
  expect(await (await begun)?.json()).toMatchObject({ status: "queued" });
  expect(JSON.parse(runs.start.mock.calls[0]?.[0].body ?? "")).toEqual({
    model: "m",
    input: "Tide?",
    stream: true,
    additional_drop_params: ["seed"],
  });
});
