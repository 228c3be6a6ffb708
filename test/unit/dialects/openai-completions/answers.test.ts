import * as fc from "fast-check";
import type { Completion } from "openai/resources/completions";
import { describe, expect, test } from "vitest";
import type { ChatEvent, ChatResponse } from "../../../../src/core/chat.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { openaiCompletions } from "../../../../src/dialects/openai-completions/index.ts";
import type { Frame } from "../../../../src/streams/frame.ts";
import { collect } from "../anthropic-messages/read-frames.ts";
import { dataFrame, streamsAsItAnswers, survivesAnyAnswer } from "../upstream-laws.ts";

const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
const head = { id: "cmpl-1", object: "text_completion", created: 7, model: "m" } as const;
const choice = (text: string, finish_reason: string | null): JsonObject => ({
  choices: [{ text, index: 0, logprobs: null, finish_reason }],
});

const options = { includeUsage: true, createdSeconds: 7 };
const answer: ChatResponse = {
  id: "cmpl-1",
  model: "m",
  parts: [{ type: "text", text: "High tide." }],
  finish: "stop",
  usage: { inputTokens: 3, outputTokens: 2 },
};

describe("an answer of a provider of text completions", () => {
  streamsAsItAnswers(openaiCompletions, {
    whole: ({ text }) => ({ ...head, ...choice(text, "stop"), usage }),
    frames: ({ text }, cut) => [
      ...cut(text).map((piece) => dataFrame({ ...head, ...choice(piece, null) })),
      dataFrame({ ...head, ...choice("", "stop") }),
      dataFrame({ ...head, choices: [], usage }),
      { data: "[DONE]" },
    ],
  });

  survivesAnyAnswer(openaiCompletions, ["id", "choices", "text", "index", "finish_reason", "error", "message"]);

  test.each([
    ["stop", "stop"],
    ["length", "length"],
    ["content_filter", "content-filter"],
    ["eos", "stop"],
    [null, "other"],
  ])("that ends by %s ends by %s", (said, finish) => {
    expect(openaiCompletions.decodeResponse({ ...head, ...choice("a", said) }).finish).toBe(finish);
  });

  test.each<[JsonObject, string]>([
    [{ error: { message: "All engines are busy.", type: "overloaded_error" } }, "overloaded"],
    [{ error: "Rate limit reached" }, "rate-limited"],
    [{ message: "This model's maximum context length is 9" }, "context-window"],
    [{ choices: [] }, "invalid-answer"],
    [{}, "invalid-answer"],
  ])("that tells of its failure with status 200 is one: %j", (body, kind) => {
    const fault = expect.objectContaining({ fault: expect.objectContaining({ kind }) as unknown }) as unknown;
    expect(() => openaiCompletions.decodeResponse(body)).toThrow(fault);
    expect(() => openaiCompletions.readResponse(body)).toThrow(fault);
  });

  test("is not finished before each of its choices is", () => {
    const watcher = openaiCompletions.watcher();
    const say = (index: number, finish_reason: string | null): void =>
      watcher.push(dataFrame({ ...head, choices: [{ text: "a", index, logprobs: null, finish_reason }] }));
    say(0, null);
    say(1, null);
    say(0, "stop");
    expect(watcher).toMatchObject({ finished: false, ended: false, outputChars: 3 });
    say(1, "length");
    expect(watcher.finished).toBe(true);
    watcher.push({ data: "[DONE]" });
    expect(watcher.ended).toBe(true);
  });

  test("has its usage in a chunk of its own, and no other chunk is taken for it", () => {
    const watcher = openaiCompletions.watcher();
    expect(watcher.isUsageOnly(dataFrame({ ...head, choices: [], usage }))).toBe(true);
    expect(watcher.isUsageOnly(dataFrame({ ...head, choices: [] }))).toBe(false);
    expect(watcher.isUsageOnly(dataFrame({ ...head, ...choice('"choices":[]', null), usage }))).toBe(false);
  });

  test("that breaks off by an error is a fault, and nothing is read behind it", () => {
    const watcher = openaiCompletions.watcher();
    watcher.push(dataFrame({ ...head, ...choice("a", null) }));
    watcher.push({ event: "error", data: '{"code":"server_error"}' });
    watcher.push(dataFrame({ ...head, ...choice("bc", "stop") }));
    expect(watcher).toMatchObject({ fault: { kind: "server-error" }, outputChars: 1, finished: false });
  });
});

describe("an answer to a client of text completions", () => {
  test("is the text alone", () => {
    const parts = [{ type: "reasoning", text: "Hmm." }, ...answer.parts] as const;
    const expected: Completion = {
      ...head,
      choices: [{ text: "High tide.", index: 0, logprobs: null, finish_reason: "stop" }],
      usage,
    };
    expect(openaiCompletions.encodeResponse({ ...answer, parts }, options)).toEqual(expected);
  });

  test("is a stream that says what the whole says, wherever it is cut", () => {
    const piece = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(fc.array(piece), fc.boolean(), (pieces, includeUsage) => {
        const frames = write(eventsOf(pieces), includeUsage);
        expect(frames.at(-1)).toEqual({ data: "[DONE]" });
        const decoder = openaiCompletions.decoder();
        const { parts, finish, usage: told } = collect(frames.flatMap((frame) => decoder.push(frame)));
        const text = pieces.join("");
        expect(parts).toEqual(text === "" ? [] : [{ type: "text", text }]);
        expect({ finish, told }).toEqual({ finish: "length", told: includeUsage ? answer.usage : undefined });
      }),
    );
  });

  test("has chunks of OpenAI's shape", () => {
    const chunks = write(eventsOf(["High", " tide."]), true).map(({ data }) => data);
    expect(chunks.slice(0, -1).map((data) => JSON.parse(data) as unknown)).toEqual([
      { ...head, ...choice("High", null), usage: null },
      { ...head, ...choice(" tide.", null), usage: null },
      { ...head, ...choice("", "length"), usage: null },
      { ...head, choices: [], usage },
    ]);
  });
});

const eventsOf = (pieces: readonly string[]): readonly ChatEvent[] => [
  { type: "response-start", id: "cmpl-1", model: "m" },
  { type: "reasoning-start", block: 0 },
  { type: "reasoning-delta", block: 0, text: "Hmm." },
  { type: "block-end", block: 0 },
  { type: "text-start", block: 1 },
  ...pieces.map((text): ChatEvent => ({ type: "text-delta", block: 1, text })),
  { type: "block-end", block: 1 },
  { type: "response-end", finish: "length", usage: answer.usage },
];

function write(events: readonly ChatEvent[], includeUsage: boolean): readonly Frame[] {
  const encoder = openaiCompletions.encoder({ ...options, includeUsage });
  return events.flatMap((event) => encoder.push(event));
}
