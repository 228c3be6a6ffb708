import { describe, expect, test } from "vitest";
import type { ChatEvent, Part } from "../../../../src/core/chat.ts";
import { objectsOf, type JsonObject } from "../../../../src/core/json.ts";
import { anthropicMessages } from "../../../../src/dialects/anthropic-messages/index.ts";
import { assistant, user } from "./chat-request.ts";
import { dataOf } from "./read-frames.ts";

const OPTIONS = { includeUsage: true, createdSeconds: 0 };
/** As Gemini signs a call, whose id may be anything. */
const SIGNED: Part = { type: "tool-call", id: 'c:"1"', name: "f", input: '{"a":1}', signature: "c2lnbmVk" };
const UNSIGNED: Part = { type: "tool-call", id: "c2", name: "f", input: "{}" };
const PARTS: readonly Part[] = [{ type: "reasoning", text: "Hm", signature: "gemini:dA==" }, SIGNED, UNSIGNED];

const answer = (parts: readonly Part[]): readonly JsonObject[] =>
  objectsOf(
    anthropicMessages.encodeResponse({ id: "m", model: "g", parts, finish: "tool-calls", usage: undefined }, OPTIONS)
      .content,
  );

const ask = (content: readonly JsonObject[]): JsonObject => ({
  model: "m",
  max_tokens: 9,
  messages: [
    { role: "user", content: "Hi" },
    { role: "assistant", content },
  ],
});

const read = (content: readonly JsonObject[]) => anthropicMessages.decodeRequest(ask(content)).messages;

describe("the signature of a call", () => {
  test("travels in a block of thinking before it, and is the call's again when it comes back", () => {
    const content = answer(PARTS);
    expect(content.map(({ type }) => type)).toEqual(["thinking", "thinking", "tool_use", "tool_use"]);
    expect(content[1]).toMatchObject({ thinking: "" });
    expect(read(content)).toEqual([user("Hi"), assistant(...PARTS)]);
  });

  test("travels in the same block of a stream", () => {
    const events: readonly ChatEvent[] = [
      { type: "tool-call-start", block: 0, id: 'c:"1"', name: "f", signature: "c2lnbmVk" },
      { type: "tool-call-delta", block: 0, input: '{"a":1}' },
      { type: "block-end", block: 0 },
      { type: "text-start", block: 1 },
      { type: "block-end", block: 1 },
    ];
    const encoder = anthropicMessages.encoder(OPTIONS);
    const [block, call] = answer([SIGNED]);
    expect(dataOf(events.flatMap((event) => encoder.push(event)))).toEqual([
      { type: "content_block_start", index: 0, content_block: { ...block, signature: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: block?.signature } },
      { type: "content_block_stop", index: 0 },
      { type: "content_block_start", index: 1, content_block: { ...call, input: {} } },
      { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '{"a":1}' } },
      { type: "content_block_stop", index: 1 },
      { type: "content_block_start", index: 2, content_block: { type: "text", text: "" } },
    ]);
  });

  test.each(["call:", "call:{", "call:[]", 'call:{"id":1,"signature":"s"}'])(
    "that a client has changed is nobody's: %s",
    (signature) => {
      const { signature: _, ...unsigned } = SIGNED;
      const [, call = {}] = answer([SIGNED]);
      const content = [{ type: "thinking", thinking: "", signature }, call];
      expect(read(content)).toEqual([user("Hi"), assistant(unsigned as Part)]);
    },
  );
});

test("Anthropic itself gets its own thinking back and nobody else's", () => {
  const own = { type: "thinking", thinking: "", signature: "b3du" };
  const sealed = { type: "redacted_thinking", data: "x" };
  const said = { type: "text", text: "Hi" };
  const unsigned = { type: "thinking", thinking: "Hm", signature: "" };
  const foreign = ["gemini:dA==", 'openai-responses:{"id":"rs_1"}'].map((signature) => ({ ...unsigned, signature }));
  const [block = {}, call = {}] = answer([SIGNED]);
  const sent = (content: readonly JsonObject[]) => anthropicMessages.retarget(ask(content), { model: "m" });
  expect(sent([...foreign, own, sealed, said, block, call])).toEqual(ask([own, sealed, said, call]));
  expect(sent(foreign)).toEqual({ ...ask([]), messages: [{ role: "user", content: "Hi" }] });
  const unchanged = ask([own, unsigned, sealed, said]);
  expect(anthropicMessages.retarget(unchanged, { model: "m" })).toEqual(unchanged);
});
