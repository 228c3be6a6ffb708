import { describe, expect, test } from "vitest";
import type { ChatResponse } from "../../../../src/core/chat.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import type { Thread } from "../../../../src/dialects/dialect.ts";
import { openaiResponses } from "../../../../src/dialects/openai-responses/index.ts";
import { keepAnswer } from "../../../../src/dialects/openai-responses/keep-answer.ts";
import { dataOf } from "./read-frames.ts";

const answer: ChatResponse = {
  id: "msg_01",
  model: "m",
  parts: [{ type: "text", text: "Hi" }],
  finish: "stop",
  usage: undefined,
};
const optionsOf = (thread: Thread) => ({ includeUsage: true, createdSeconds: 7, request: { store: true }, thread });

describe("an answer that is kept", () => {
  const thread = { keptAs: "resp_kept_1", previousId: "resp_kept_0" };
  const told = { id: "resp_kept_1", store: true, previous_response_id: "resp_kept_0" };

  test("has the id that it is kept by, and names the one before", () => {
    const response = openaiResponses.encodeResponse(answer, optionsOf(thread));
    expect(response).toMatchObject({ ...told, output: [{ id: "msg_kept_1_0" }] });
  });

  test("has them in every event of a stream too", () => {
    const encoder = openaiResponses.encoder(optionsOf(thread));
    const frames = [
      ...encoder.push({ type: "response-start", id: "msg_01", model: "m" }),
      ...encoder.push({ type: "text-delta", block: 0, text: "Hi" }),
      ...encoder.push({ type: "response-end", finish: "stop", usage: undefined }),
    ];
    const responses = dataOf(frames).flatMap(({ response }) => (response === undefined ? [] : [response]));
    expect(responses).toHaveLength(3);
    for (const response of responses) expect(response).toMatchObject(told);
    const ends = frames.filter((frame) => keepAnswer.readEnd(frame) !== undefined);
    expect(ends).toEqual([frames.at(-1)]);
  });

  test("names the one before where it is not kept itself", () => {
    const response = openaiResponses.encodeResponse(answer, optionsOf({ previousId: "resp_kept_0" }));
    expect(response).toMatchObject({ id: "resp_msg_01", store: false, previous_response_id: "resp_kept_0" });
  });
});

test.each<[boolean, JsonObject]>([
  [true, {}],
  [true, { store: true }],
  [true, { store: null }],
  [false, { store: false }],
])("%j: kept unless the client says otherwise: %j", (wanted, body) => {
  expect(keepAnswer.wants(body)).toBe(wanted);
});

test("a conversation is what was said before, then what is said now, whichever form that has", () => {
  const before = [{ type: "message", role: "user", content: "Before." }];
  const now = { type: "message", role: "user", content: "Now." };
  expect(keepAnswer.resume({ model: "m", input: "Now." }, before)).toEqual({ model: "m", input: [...before, now] });
  expect(keepAnswer.resume({ input: [now] }, before)).toEqual({ input: [...before, now] });
  expect(keepAnswer.resume({}, before)).toEqual({ input: before });
});

test("an answer names its conversation, and says when it is in none", () => {
  const response = openaiResponses.encodeResponse(answer, optionsOf({ conversationId: "conv_1" }));
  expect(response).toMatchObject({ conversation: { id: "conv_1" } });
  expect(keepAnswer.leaveConversation(response)).toEqual({ ...response, conversation: null });
  expect(openaiResponses.encodeResponse(answer, optionsOf({}))).not.toHaveProperty("conversation");
});

test("the end of a stream is known where only its data tells what it is", () => {
  const data = JSON.stringify({ type: "response.completed", response: { id: "a" } });
  expect(keepAnswer.readEnd({ data })).toEqual({ id: "a" });
  expect(keepAnswer.readEnd({ data: data.replace("completed", "created") })).toBeUndefined();
  expect(keepAnswer.writeEnd({ data }, { id: "b" })).toEqual({ data: data.replace('"a"', '"b"') });
});

test.each([
  ["response.completed", true],
  ["response.incomplete", true],
  ["response.failed", false],
  ["response.created", false],
  ["error", false],
])("%s ends a stream with an answer to keep: %j", (event, ends) => {
  const frame = { event, data: JSON.stringify({ type: event, response: { id: "a" } }) };
  expect(keepAnswer.readEnd(frame)).toEqual(ends ? { id: "a" } : undefined);
});

test.each(["queued", "in_progress"])("a response that is %s is under way", (status) => {
  expect(keepAnswer.isUnderWay({ status })).toBe(true);
});
test.each(["completed", "incomplete", "failed", "cancelled", null])("a response that is %s is over", (status) => {
  expect(keepAnswer.isUnderWay({ status })).toBe(false);
});
