/**
 * What a chunk of a translated stream costs in JavaScript, against one of a stream that is only watched: the same
 * rewriters as in the gateway, without the runtime around them. One process, interleaved.
 *
 *     node test/bench/per-chunk.ts                      (--rounds 60 · --chunks 400)
 */
import { parseArgs } from "node:util";
import { noUsage } from "../../src/core/usage.ts";
import { anthropicMessages } from "../../src/dialects/anthropic-messages/index.ts";
import { bedrockConverse } from "../../src/dialects/bedrock-converse/index.ts";
import type { ClientDialect, UpstreamDialect } from "../../src/dialects/dialect.ts";
import { gemini } from "../../src/dialects/gemini/index.ts";
import { openaiChat } from "../../src/dialects/openai-chat/index.ts";
import { translateStream } from "../../src/pipeline/translate-stream.ts";
import { createEventStreamParser } from "../../src/streams/parse-event-stream.ts";
import { createFrameParser, type Framing } from "../../src/streams/parse-frames.ts";
import type { ChunkRewriter } from "../../src/streams/relay.ts";
import { stripFrames } from "../../src/streams/strip-frames.ts";
import { encodeEvent } from "../support/event-stream.ts";
import { streamWrites } from "./provider-answers.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "60" }, chunks: { type: "string", default: "400" } },
});
const [rounds, chunks] = [Number(values.rounds), Number(values.chunks)];

const LIMITS = { frameBytesMax: 4 * 1024 * 1024 };
const MODEL = "bench-model";
const bytesOf = (texts: readonly string[]): readonly Uint8Array[] =>
  texts.map((text) => new TextEncoder().encode(text));

/** As Google writes them, without the line breaks that it puts into them. */
function geminiWrites(count: number): readonly Uint8Array[] {
  const event = (text: string, more: object): string =>
    `data: ${JSON.stringify({
      candidates: [{ content: { parts: [{ text }], role: "model" }, index: 0, ...more }],
      usageMetadata: { promptTokenCount: 21, candidatesTokenCount: 1, totalTokenCount: 22 },
      modelVersion: MODEL,
      responseId: "r-1",
    })}\r\n\r\n`;
  return bytesOf(
    Array.from({ length: count }, (_, at) => event(" token", at === count - 1 ? { finishReason: "STOP" } : {})),
  );
}

/** Padded by `p`, as Bedrock does. */
function converseWrites(count: number): readonly Uint8Array[] {
  const delta = { contentBlockIndex: 0, delta: { text: " token" }, p: "abcdefghijklmnop" };
  return [
    encodeEvent("messageStart", { p: "abc", role: "assistant" }),
    ...Array.from({ length: count - 4 }, () => encodeEvent("contentBlockDelta", delta)),
    encodeEvent("contentBlockStop", { contentBlockIndex: 0, p: "abc" }),
    encodeEvent("messageStop", { p: "abc", stopReason: "end_turn" }),
    encodeEvent("metadata", {
      metrics: { latencyMs: 1 },
      usage: { inputTokens: 21, outputTokens: 40, totalTokens: 61 },
    }),
  ];
}

interface Way {
  readonly name: string;
  readonly writes: readonly Uint8Array[];
  readonly open: () => ChunkRewriter;
}

function translation(
  upstream: UpstreamDialect<"chat">,
  client: ClientDialect<"chat">,
  framing: Framing = createFrameParser,
): ChunkRewriter {
  const watcher = upstream.watcher();
  const encoder = client.encoder({ includeUsage: true, createdSeconds: 0 });
  const names = { id: "request-1", model: MODEL };
  return translateStream(
    watcher,
    upstream.decoder(),
    encoder,
    () => watcher.ended,
    framing(LIMITS),
    names,
    () => noUsage,
  );
}

function watched(dialect: UpstreamDialect<"chat">): ChunkRewriter {
  const watcher = dialect.watcher();
  return stripFrames(watcher, (frame) => watcher.isUsageOnly(frame), LIMITS);
}

const openaiWrites = bytesOf(streamWrites("openai", MODEL, chunks, true));
const anthropicWrites = bytesOf(streamWrites("anthropic", MODEL, chunks, true));
const NATIVE = "OpenAI, watched and passed on";
const WAYS: readonly Way[] = [
  { name: NATIVE, writes: openaiWrites, open: () => watched(openaiChat) },
  { name: "Anthropic, watched and passed on", writes: anthropicWrites, open: () => watched(anthropicMessages) },
  { name: "Anthropic to OpenAI", writes: anthropicWrites, open: () => translation(anthropicMessages, openaiChat) },
  { name: "Gemini to OpenAI", writes: geminiWrites(chunks), open: () => translation(gemini, openaiChat) },
  {
    name: "Bedrock to OpenAI",
    writes: converseWrites(chunks),
    open: () => translation(bedrockConverse, openaiChat, createEventStreamParser),
  },
  { name: "OpenAI to Anthropic", writes: openaiWrites, open: () => translation(openaiChat, anthropicMessages) },
];

/** Microseconds a chunk. */
function play({ writes, open }: Way): number {
  const rewriter = open();
  const from = performance.now();
  // None of these has anything to wait for.
  for (const write of writes) void rewriter.push(write);
  void rewriter.flush();
  const took = performance.now() - from;
  if (rewriter.fault !== undefined) throw new Error(rewriter.fault.message);
  return (took * 1_000) / writes.length;
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

const samples = new Map(WAYS.map(({ name }) => [name, [] as number[]]));
// The first third warms the functions up.
for (let round = -rounds / 2; round < rounds; round += 1)
  for (const way of WAYS) {
    const us = play(way);
    if (round >= 0) samples.get(way.name)?.push(us);
  }
/** What a translated chunk may cost, in chunks that are passed on. */
const AIM = 3;
const base = median(samples.get(NATIVE) ?? []);
for (const [name, times] of samples) {
  const us = median(times);
  const ratio = us / base;
  console.log(
    `${name.padEnd(34)}${us.toFixed(2).padStart(7)} µs a chunk${ratio.toFixed(2).padStart(7)} ×${ratio > AIM ? `, above ${AIM}` : ""}`,
  );
}
