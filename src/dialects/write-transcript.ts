import type { JsonObject } from "../core/json.ts";
import type { Usage } from "../core/usage.ts";
import { type Frame, writeFrames } from "../streams/frame.ts";
import { cutSegments, type Segment } from "./cut-segments.ts";
import type { Transcript, TranscriptFormat, TranscriptionRequest } from "./sound-dialect.ts";

export interface WrittenTranscript {
  readonly type: string;
  readonly text: string;
}

/** A transcript in the form that was asked for, as OpenAI writes it. */
export function writeTranscript(heard: Transcript, request: TranscriptionRequest): WrittenTranscript {
  if (request.stream)
    return { type: "text/event-stream", text: new TextDecoder().decode(writeFrames(framesOf(heard))) };
  return WRITERS[request.format](heard, request);
}

type Writer = (heard: Transcript, request: TranscriptionRequest) => WrittenTranscript;

const json = (body: JsonObject): WrittenTranscript => ({ type: "application/json", text: JSON.stringify(body) });
const plain = (text: string): WrittenTranscript => ({ type: "text/plain; charset=utf-8", text });

const WRITERS = {
  json: (heard) => json({ text: heard.text, ...usageOf(heard) }),
  text: ({ text }) => plain(`${text}\n`),
  verbose_json: (heard, { task, wantsWords, wantsSegments }) =>
    json({
      task,
      ...(heard.language !== undefined && { language: heard.language }),
      duration: heard.seconds ?? heard.words.at(-1)?.end ?? 0,
      text: heard.text,
      ...(wantsWords && { words: heard.words.map(({ word, start, end }) => ({ word, start, end })) }),
      ...(wantsSegments && { segments: cutSegments(heard.words).map(writeSegment) }),
      ...usageOf(heard),
    }),
  srt: ({ words }) =>
    plain(
      cutSegments(words)
        .map((segment, index) => `${index + 1}\n${writeCue(segment, ",")}\n`)
        .join("\n"),
    ),
  vtt: ({ words }) =>
    plain(["WEBVTT\n", ...cutSegments(words).map((segment) => `${writeCue(segment, ".")}\n`)].join("\n")),
} as const satisfies Record<TranscriptFormat, Writer>;

/** Clients check for all of OpenAI's fields; those that only Whisper knows say that nothing is wrong. */
const writeSegment = ({ text, start, end }: Segment, id: number): JsonObject => ({
  id,
  seek: 0,
  start,
  end,
  text,
  tokens: [],
  temperature: 0,
  avg_logprob: 0,
  compression_ratio: 1,
  no_speech_prob: 0,
});

const writeCue = ({ start, end, text }: Segment, point: string): string =>
  `${writeTime(start, point)} --> ${writeTime(end, point)}\n${text}`;

/** `00:00:03,500` in SRT, `00:00:03.500` in WebVTT (w3.org/TR/webvtt1). */
function writeTime(seconds: number, point: string): string {
  const ms = Math.round(seconds * 1_000);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1_000) % 60)}${point}${String(ms % 1_000).padStart(3, "0")}`;
}

/** All at once: a provider of another format told it so. */
const framesOf = (heard: Transcript): readonly Frame[] => [
  { data: JSON.stringify({ type: "transcript.text.delta", delta: heard.text }) },
  { data: JSON.stringify({ type: "transcript.text.done", text: heard.text, ...usageOf(heard) }) },
];

const usageOf = ({ usage, seconds }: Transcript): JsonObject =>
  usage !== undefined && usage.inputTokens + usage.outputTokens > 0
    ? { usage: writeTokens(usage) }
    : seconds === undefined
      ? {}
      : { usage: { type: "duration", seconds } };

const writeTokens = ({ inputTokens, outputTokens, audioInputTokens = 0 }: Usage): JsonObject => ({
  type: "tokens",
  input_tokens: inputTokens,
  input_token_details: { audio_tokens: audioInputTokens, text_tokens: inputTokens - audioInputTokens },
  output_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
});
