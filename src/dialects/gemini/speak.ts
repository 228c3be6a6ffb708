import { UpstreamFault } from "../../core/fault.ts";
import { isObject, type JsonObject, textOf } from "../../core/json.ts";
import { decodeBase64 } from "../decode-base64.ts";
import { normalizeGeminiUsage } from "../normalize-usage.ts";
import type { EncodedSpeech, SpeechDialect, SpeechRequest, SpokenSound } from "../sound-dialect.ts";
import { unsupportedFormat } from "../unsupported-format.ts";
import { writeWavHead } from "../write-wav-head.ts";
import { readSpoken } from "./read-spoken.ts";

/** Text to sound by `:generateContent`: ai.google.dev/gemini-api/docs/speech-generation. */
export const geminiSpeech: SpeechDialect = { id: "gemini-speech", encode, decode };

const FORMATS = ["wav", "pcm"] as const;
const RATE = 24_000;

function encode({ input, voice, instructions, format, speed, extras }: SpeechRequest): EncodedSpeech {
  if (format !== undefined && !FORMATS.some((known) => known === format))
    throw unsupportedFormat("Gemini", format, FORMATS);
  const text = instructions === undefined || instructions === "" ? input : `${instructions}:\n${input}`;
  return {
    suffix: "",
    body: {
      contents: [{ role: "user", parts: [{ text }] }],
      generationConfig: {
        responseModalities: ["AUDIO"],
        ...(voice !== undefined && {
          speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: voice } } },
        }),
      },
    },
    unsupported: [...((speed ?? 1) === 1 ? [] : ["speed"]), ...Object.keys(extras)],
  };
}

/** Samples of 16 bits, lowest byte first: as they are, or as a WAV file, which is what most players take. */
function decode(body: JsonObject, { format = "wav" }: SpeechRequest): SpokenSound {
  const sounds = readSpoken(body).flatMap(({ inlineData }) => (isObject(inlineData) ? [inlineData] : []));
  const pieces = sounds.map(({ data }) => decodeBase64(textOf(data) ?? ""));
  const samples = pieces.flatMap((piece) => (piece === undefined ? [] : [piece]));
  const length = samples.reduce((sum, piece) => sum + piece.length, 0);
  if (length === 0 || samples.length < pieces.length)
    throw new UpstreamFault({ kind: "invalid-answer", message: "The provider's answer has no sound in it." });
  const rate = Number(/rate=(\d{4,6})/.exec(textOf(sounds[0]?.["mimeType"]) ?? "")?.[1] ?? RATE);
  const head = format === "pcm" ? new Uint8Array() : writeWavHead(length, rate);
  const bytes = new Uint8Array(head.length + length);
  let at = 0;
  for (const piece of [head, ...samples]) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return {
    type: format === "pcm" ? "audio/pcm" : "audio/wav",
    bytes,
    usage: normalizeGeminiUsage(body["usageMetadata"]),
  };
}
