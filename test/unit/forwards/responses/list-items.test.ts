import { expect, test } from "vitest";
import { listItems } from "../../../../src/forwards/responses/list-items.ts";

const turns = [
  {
    responseId: "resp_kept_a",
    input: [
      { role: "user", content: "One." },
      { type: "message", role: "assistant", content: "Yes?", id: "msg_own" },
    ],
    output: [{ type: "function_call", id: "fc_1", call_id: "call_1", name: "f", arguments: "{}" }],
  },
  {
    responseId: "resp_kept_b",
    input: [{ type: "function_call_output", call_id: "call_1", output: "2 m" }],
    output: [{ type: "message", id: "msg_answer", role: "assistant", content: [] }],
  },
];
const list = (query = "") => listItems(turns, new URLSearchParams(query));
const idsOf = (query: string) => (list(query)["data"] as readonly { readonly id: string }[]).map(({ id }) => id);
const ALL = ["msg_kept_a_in_0", "msg_own", "fc_1", "item_kept_b_in_0"];

test("all that the model had before it is listed in OpenAI's form, the newest first", () => {
  expect(list()).toEqual({
    object: "list",
    data: [
      { type: "function_call_output", call_id: "call_1", output: "2 m", id: ALL[3] },
      turns[0]?.output[0],
      {
        type: "message",
        role: "assistant",
        status: "completed",
        id: "msg_own",
        content: [{ type: "output_text", annotations: [], text: "Yes?" }],
      },
      {
        type: "message",
        role: "user",
        status: "completed",
        id: ALL[0],
        content: [{ type: "input_text", text: "One." }],
      },
    ],
    first_id: ALL[3],
    last_id: ALL[0],
    has_more: false,
  });
});

test("it is paged either way", () => {
  expect(idsOf("order=asc")).toEqual(ALL);
  expect(idsOf("order=asc&limit=2")).toEqual(ALL.slice(0, 2));
  expect(list("order=asc&limit=2")).toMatchObject({ has_more: true, last_id: "msg_own" });
  expect(idsOf("order=asc&after=msg_own")).toEqual(ALL.slice(2));
  expect(idsOf("after=msg_own")).toEqual(ALL.slice(0, 1));
  expect(list(`order=asc&after=${ALL[3]}`)).toMatchObject({ data: [], first_id: null, last_id: null, has_more: false });
});

test.each(["limit=0", "limit=101", "limit=x", "limit=1.5", "limit=-1", "limit=", "order=up", "after=msg_answer"])(
  "a page that there is none of is refused: %s",
  (query) => {
    expect(() => list(query)).toThrow(expect.objectContaining({ code: "invalid_request", param: query.split("=")[0] }));
  },
);
