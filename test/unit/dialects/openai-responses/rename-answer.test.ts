import { describe, expect, test } from "vitest";
import { renameAnswer } from "../../../../src/dialects/openai-responses/rename-answer.ts";

const rename = (id: string) => `kept-${id}`;

describe("an answer of the native path", () => {
  test("is given another id, and so is what it goes on from", () => {
    expect(
      renameAnswer.whole({ id: "resp_2", previous_response_id: "resp_1", output: [{ id: "msg_1" }] }, rename),
    ).toEqual({
      id: "kept-resp_2",
      previous_response_id: "kept-resp_1",
      output: [{ id: "msg_1" }],
    });
  });

  test("says what conversation it is in, whole and in the events that hold it", () => {
    const thread = { conversationId: "conv_1" };
    const told = { id: "kept-resp_1", conversation: { id: "conv_1" } };
    expect(renameAnswer.whole({ id: "resp_1" }, rename, thread)).toEqual(told);
    const frame = { data: '{"type":"response.created","response":{"id":"resp_1"}}' };
    expect(JSON.parse(renameAnswer.frame(frame, rename, thread).data)).toMatchObject({ response: told });
    expect(renameAnswer.whole({ id: "resp_1" }, rename, {})).toEqual({ id: "kept-resp_1" });
  });

  test.each([[{}], [{ id: null, previous_response_id: null }], [{ id: "" }], [{ id: 7 }]])("keeps %j", (body) => {
    expect(renameAnswer.whole(body, rename)).toEqual(body);
  });

  test("is renamed in the events that hold it", () => {
    const frame = { event: "response.created", data: '{"type":"response.created","response":{"id":"resp_1"}}' };
    expect(renameAnswer.frame(frame, rename)).toEqual({
      event: "response.created",
      data: '{"type":"response.created","response":{"id":"kept-resp_1"}}',
    });
  });

  test.each([
    '{"type":"response.output_text.delta","delta":"Hi"}',
    '{"delta":"a \\"response\\": b"}',
    '"response":',
    "",
  ])("leaves %s as it came", (data) => {
    const frame = { data };
    expect(renameAnswer.frame(frame, rename)).toBe(frame);
  });
});
