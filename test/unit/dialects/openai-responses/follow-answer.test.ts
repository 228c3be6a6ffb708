import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { followAnswer } from "../../../../src/dialects/openai-responses/follow-answer.ts";
import { dataOf, frameOf } from "./read-frames.ts";

const QUEUED = {
  id: "resp_run_1",
  object: "response",
  status: "queued",
  created_at: 7,
  background: true,
  previous_response_id: "resp_run_0",
  output: [],
};
const message = (text: string): JsonObject => ({ type: "message", content: [{ type: "output_text", text }] });
const done = (output_index: number, item: JsonObject): JsonObject => ({
  type: "response.output_item.done",
  output_index,
  item,
});

function follow(...events: readonly JsonObject[]) {
  const followed = followAnswer(QUEUED);
  const placed = [followed.begin(), ...events.map((event) => followed.push(frameOf(event)))].flat();
  return { followed, placed, told: dataOf(placed.map(({ frame }) => frame)) };
}

describe("an answer that is followed", () => {
  test("is begun as it was told to the client", () => {
    const { told } = follow();
    expect(told).toEqual([
      { type: "response.created", response: QUEUED, sequence_number: 0 },
      { type: "response.queued", response: QUEUED, sequence_number: 1 },
    ]);
  });

  test("is numbered without a gap, whatever its writer counted, and created once", () => {
    const { told, placed } = follow(
      { type: "response.created", response: { id: "x", status: "in_progress" }, sequence_number: 0 },
      { type: "response.in_progress", response: { id: "x", status: "in_progress" }, sequence_number: 1 },
      { type: "response.output_text.delta", delta: "Hi", sequence_number: 44 },
    );
    expect(told.map(({ type }) => type)).toEqual([
      "response.created",
      "response.queued",
      "response.in_progress",
      "response.output_text.delta",
    ]);
    expect(placed.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3]);
    expect(told.map(({ sequence_number }) => sequence_number)).toEqual([0, 1, 2, 3]);
  });

  test("keeps its id, its time, what was before it and that it is kept, whoever writes it", () => {
    const own = { id: "resp_own", created_at: 99, background: false, store: false, previous_response_id: "resp_own" };
    const { followed, told } = follow({
      type: "response.in_progress",
      response: { ...own, status: "in_progress", model: "gpt" },
    });
    const kept = { id: "resp_run_1", created_at: 7, background: true, store: true, previous_response_id: "resp_run_0" };
    const known = { ...kept, status: "in_progress", model: "gpt" };
    expect(followed.answer).toMatchObject(known);
    expect(told.at(-1)?.["response"]).toMatchObject(known);
  });

  test("has the items that are done, in their places, until its end tells all of them", () => {
    const { followed } = follow(done(1, message("second")), done(0, message("first")));
    expect(followed.answer["output"]).toEqual([message("first"), message("second")]);
    expect(followed.isOver).toBe(false);
    followed.push(frameOf({ type: "response.completed", response: { status: "completed", output: [message("all")] } }));
    expect(followed.answer).toMatchObject({ status: "completed", output: [message("all")] });
    expect(followed.isOver).toBe(true);
  });

  test("keeps what there is of it when it fails, with both ends that clients know", () => {
    const failed = { id: "", status: "failed", error: { code: "server_error", message: "Lost." }, output: [] };
    const { followed, told } = follow(
      done(0, message("half")),
      { type: "response.failed", response: failed, sequence_number: 0 },
      { type: "error", code: "server_error", message: "Lost.", sequence_number: 0 },
      { type: "response.output_text.delta", delta: "too late" },
    );
    expect(followed.answer).toMatchObject({ id: "resp_run_1", status: "failed", output: [message("half")] });
    expect(told.slice(-2).map(({ type }) => type)).toEqual(["response.failed", "error"]);
  });

  test.each([
    ["failed", { code: "server_error", message: "No." }, ["response.failed", "error"]],
    ["cancelled", undefined, ["response.failed"]],
  ] as const)("is %s from outside once, unless it is over", (status, error, types) => {
    const { followed } = follow(done(0, message("half")));
    const ended = followed.end(status, error);
    expect(ended.map(({ frame }) => frame.event)).toEqual(types);
    expect(followed.answer).toMatchObject({ status, error: error ?? null, output: [message("half")] });
    expect(followed.end("failed", { code: "server_error", message: "Again." })).toEqual([]);
    expect(followed.answer["status"]).toBe(status);
  });

  test("is not disturbed by what is no event", () => {
    const followed = followAnswer(QUEUED);
    for (const data of ["", "[DONE]", "[1]", "null", '{"no":"type"}']) expect(followed.push({ data })).toEqual([]);
    expect(followed.push({ event: "response.output_item.done", data: '{"output_index":"x","item":{}}' })).toHaveLength(
      1,
    );
    expect(followed.answer).toEqual(QUEUED);
  });
});
