import { isObject, objectsOf, textOf, type JsonObject } from "../../../src/core/json.ts";
import type { Frame } from "../../../src/streams/frame.ts";
import type { Answer, Spent, ToolCall } from "../answer.ts";
import type { Asked, ChatWire, Cut } from "../wire.ts";
import { openaiChatWire } from "./openai-chat.ts";

/** Source: platform.openai.com/docs/api-reference/responses, /responses-streaming. For those who serve it beside chats. */
export const openaiResponsesWire: ChatWire = {
  ...openaiChatWire,
  dialect: "openai-responses",
  whole: (answer) => respond(answer, "completed", itemsOf(answer)),
  frames: (answer, cut) => writeFrames(answer, cut),
  markFrames: 1,
  finishIsMark: true,
  streamFailure: {
    frame: frameOf("error", { code: "server_is_overloaded", message: "The server is overloaded.", param: null }, 0),
    says: "The server is overloaded.",
  },
  read,
};

/** Source: platform.openai.com/docs/api-reference/responses/compact. */
export const openaiCompactionWire: ChatWire = {
  ...openaiResponsesWire,
  dialect: "openai-responses-compaction",
  whole: ({ spent, text = "" }) => ({
    id: "resp_2",
    object: "response.compaction",
    created_at: 1_760_000_000,
    output: [{ id: "cmp_1", type: "compaction", encrypted_content: text }],
    ...(spent && { usage: writeUsage(spent) }),
  }),
};

const respond = ({ spent }: Answer, status: string, output: readonly JsonObject[]): JsonObject => ({
  id: "resp_1",
  object: "response",
  created_at: 1_760_000_000,
  status,
  error: null,
  incomplete_details: null,
  model: "model-1",
  output,
  ...(status === "completed" && spent && { usage: writeUsage(spent) }),
});

const writeUsage = ({ input, output, cached = 0 }: Spent): JsonObject => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: cached },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: input + output,
});

const textPart = (text: string): JsonObject => ({ type: "output_text", text, annotations: [] });

const messageItem = (content: readonly JsonObject[]): JsonObject => ({
  type: "message",
  id: "msg_1",
  role: "assistant",
  status: "completed",
  content,
});

const callItem = ({ id, name }: ToolCall, input: string): JsonObject => ({
  type: "function_call",
  id: `fc_${id}`,
  call_id: id,
  name,
  arguments: input,
  status: "completed",
});

const itemsOf = ({ text, calls = [] }: Answer): readonly JsonObject[] => [
  ...(text === undefined ? [] : [messageItem([textPart(text)])]),
  ...calls.map((call) => callItem(call, JSON.stringify(call.input))),
];

function frameOf(type: string, fields: JsonObject, sequence_number: number): Frame {
  return { event: type, data: JSON.stringify({ type, ...fields, sequence_number }) };
}

type Event = readonly [type: string, fields: JsonObject];

function messageEvents(text: string, cut: Cut): readonly Event[] {
  const place = { item_id: "msg_1", output_index: 0, content_index: 0 };
  return [
    ["response.output_item.added", { output_index: 0, item: messageItem([]) }],
    ["response.content_part.added", { ...place, part: textPart("") }],
    ...cut(text).map((delta): Event => ["response.output_text.delta", { ...place, delta }]),
    ["response.output_text.done", { ...place, text }],
    ["response.content_part.done", { ...place, part: textPart(text) }],
    ["response.output_item.done", { output_index: 0, item: messageItem([textPart(text)]) }],
  ];
}

function callEvents(call: ToolCall, output_index: number, cut: Cut): readonly Event[] {
  const input = JSON.stringify(call.input);
  const place = { item_id: `fc_${call.id}`, output_index };
  return [
    ["response.output_item.added", { output_index, item: callItem(call, "") }],
    ...cut(input).map((delta): Event => ["response.function_call_arguments.delta", { ...place, delta }]),
    ["response.function_call_arguments.done", { ...place, arguments: input }],
    ["response.output_item.done", { output_index, item: callItem(call, input) }],
  ];
}

function writeFrames(answer: Answer, cut: Cut): readonly Frame[] {
  const { text, calls = [] } = answer;
  const firstCall = text === undefined ? 0 : 1;
  const events: readonly Event[] = [
    ["response.created", { response: respond(answer, "in_progress", []) }],
    ...(text === undefined ? [] : messageEvents(text, cut)),
    ...calls.flatMap((call, index) => callEvents(call, firstCall + index, cut)),
    ["response.completed", { response: respond(answer, "completed", itemsOf(answer)) }],
  ];
  return events.map(([type, fields], index) => frameOf(type, fields, index));
}

/** What the cases of this dialect's clients look at. */
function read(body: JsonObject): Asked {
  const said = [
    textOf(body["instructions"]) ?? "",
    textOf(body["input"]) ?? "",
    ...objectsOf(body["input"]).map(textIn),
  ];
  return {
    ...openaiChatWire.read({}),
    text: said.join("\n"),
    tools: objectsOf(body["tools"]).flatMap(({ name, parameters }) =>
      isObject(parameters) ? [{ name: textOf(name) ?? "", schema: parameters }] : [],
    ),
  };
}

const textIn = ({ content }: JsonObject): string =>
  textOf(content) ??
  objectsOf(content)
    .map(({ text }) => textOf(text) ?? "")
    .join("");
