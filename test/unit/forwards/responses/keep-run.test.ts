import { beforeEach, expect, test, vi } from "vitest";
import { asId } from "../../../../src/core/ids.ts";
import { keepRun } from "../../../../src/forwards/responses/keep-run.ts";
import { MemoryResponseStore } from "../../../support/kept-responses.ts";

const ID = "resp_run_1";
const OWNER = "team:quay";
const row = {
  id: ID,
  owner: OWNER,
  keyHash: asId<"key-hash">("key-1"),
  model: "claude",
  previousId: null,
  input: [{ type: "message", role: "user", content: "Tide?" }],
  createdAtMs: 7,
};
const job = { row, queued: { id: ID, status: "queued" } };
const output = [{ type: "message", role: "assistant", content: "High." }];

let store: MemoryResponseStore;
beforeEach(() => {
  store = new MemoryResponseStore();
});

test.each(["completed", "failed", "cancelled"])("an answer that is %s is kept with what was asked", async (status) => {
  await keepRun(job, { id: ID, status, output }, store);
  expect(await store.find(ID, OWNER)).toEqual({ id: ID, status, output });
  expect(await store.findTurns(ID, OWNER)).toEqual([{ responseId: ID, input: row.input, output }]);
});

test("one that was kept on its way stays as it is", async () => {
  await store.save({ ...row, status: "completed", output, body: { id: ID, status: "completed", usage: 1 } });
  const save = vi.spyOn(store, "save");
  await keepRun(job, { id: ID, status: "completed", output: [] }, store);
  expect(save).not.toHaveBeenCalled();
});

test("one whose client was told that it is cancelled is not found completed later", async () => {
  await store.save({ ...row, status: "completed", output, body: { id: ID, status: "completed" } });
  await keepRun(job, { id: ID, status: "cancelled", output: [] }, store);
  expect(await store.find(ID, OWNER)).toEqual({ id: ID, status: "cancelled", output: [] });
});
