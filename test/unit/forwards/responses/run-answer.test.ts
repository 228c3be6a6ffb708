import { expect, test, vi } from "vitest";
import { GatewayError } from "../../../../src/core/errors.ts";
import { asId } from "../../../../src/core/ids.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { runAnswer } from "../../../../src/forwards/responses/run-answer.ts";
import type { Gateway } from "../../../../src/pipeline/gateway.ts";
import type { BackgroundJob, NumberedFrame } from "../../../../src/store/background-runs.ts";

const id = "resp_run_1";
const job: BackgroundJob = {
  requestId: asId("request-1"),
  caller: { role: "key", key: asId("key-1"), models: [], aliases: {} },
  url: "https://gateway.test/v1/responses",
  headers: {},
  body: JSON.stringify({ model: "m", input: "Tide?", stream: true }),
  row: { id, owner: "key:1", keyHash: asId("key-1"), model: "m", previousId: null, input: [], createdAtMs: 7_000 },
  queued: { id, status: "queued", created_at: 7, output: [] },
};
const BLOCKED = new GatewayError("key_blocked", "Key is blocked.");

function run(isAwaited: boolean) {
  const letIn = vi.fn<() => void>();
  const told = vi.fn<(frames: readonly NumberedFrame[], answer: JsonObject, isLast: boolean) => void>();
  const gateway = { authenticate: () => Promise.reject(BLOCKED), upstream: {} } as unknown as Gateway;
  const { signal } = new AbortController();
  const watch = { signal, letIn, told, isAwaited: () => isAwaited, defer: () => undefined };
  return { letIn, told, done: runAnswer(job, watch, { gateway, now: () => 7_000 }) };
}

test("a refusal is told to whoever waits for it, and nothing is begun", async () => {
  const { done, letIn, told } = run(true);
  await expect(done).rejects.toBe(BLOCKED);
  expect(letIn).not.toHaveBeenCalled();
  expect(told).not.toHaveBeenCalled();
});

test("where nobody waits any more, the answer tells of it", async () => {
  const { done, told } = run(false);
  await done;
  const [frames, answer, isLast] = told.mock.lastCall ?? [];
  expect(answer).toMatchObject({ id, status: "failed", error: { message: "Key is blocked." } });
  expect(isLast).toBe(true);
  expect(frames?.map(({ sequence }) => sequence)).toEqual([2, 3]);
});
