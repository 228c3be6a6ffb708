import { type JsonObject, textOf } from "../../core/json.ts";
import { normalizeGeminiUsage } from "../normalize-usage.ts";
import type {
  EncodedTranscription,
  SoundFile,
  Transcript,
  TranscriptionDialect,
  TranscriptionRequest,
} from "../sound-dialect.ts";
import { readSpoken } from "./read-spoken.ts";

/** Sound to text by `:generateContent`, with the sound inline: ai.google.dev/gemini-api/docs/audio. */
export const geminiTranscription: TranscriptionDialect = {
  id: "gemini-transcription",
  tellsTimes: false,
  encode,
  decode,
};

/** A request with what is inline may have 20 MB, and base64 makes four bytes of three. */
const FILE_BYTES_MAX = 14 * 1024 * 1024;

const TASKS = {
  transcribe: "Write down what is said in this recording, word for word, in the language that it is said in.",
  translate: "Write down what is said in this recording, in English.",
} as const satisfies Record<TranscriptionRequest["task"], string>;
const NOTHING_ELSE = "Answer with the text alone. Where nobody speaks, answer with nothing.";

function encode({ task, language, prompt, temperature, extras }: TranscriptionRequest): EncodedTranscription {
  const text = [
    TASKS[task],
    ...(language === undefined ? [] : [`Its language is ${language} (ISO 639-1).`]),
    NOTHING_ELSE,
    ...(prompt === undefined || prompt === "" ? [] : [`What is known of it, for names and spelling: ${prompt}`]),
  ].join(" ");
  return {
    suffix: "",
    body: {
      kind: "json",
      bytesMax: FILE_BYTES_MAX,
      write: (data, file) => ({
        contents: [{ role: "user", parts: [{ text }, { inlineData: { mimeType: mediaTypeOf(file), data } }] }],
        ...(temperature !== undefined && { generationConfig: { temperature } }),
      }),
    },
    unsupported: extras.map(([name]) => name),
  };
}

/** Silence is an answer without a text. */
function decode(body: JsonObject): Transcript {
  const texts = readSpoken(body).filter(({ thought }) => thought !== true);
  return {
    text: texts
      .map(({ text }) => textOf(text) ?? "")
      .join("")
      .trim(),
    language: undefined,
    seconds: undefined,
    words: [],
    usage: normalizeGeminiUsage(body["usageMetadata"]),
  };
}

/** ai.google.dev/gemini-api/docs/audio, supported formats; many clients do not say what they send. */
const TYPES: Readonly<Record<string, string>> = {
  wav: "audio/wav",
  mp3: "audio/mp3",
  mpeg: "audio/mp3",
  mpga: "audio/mp3",
  aiff: "audio/aiff",
  aac: "audio/aac",
  ogg: "audio/ogg",
  oga: "audio/ogg",
  opus: "audio/ogg",
  flac: "audio/flac",
  m4a: "audio/mp4",
  mp4: "audio/mp4",
  webm: "audio/webm",
};

const mediaTypeOf = ({ name, type = "" }: SoundFile): string =>
  /^(?:audio|video)\//.test(type) ? type : (TYPES[name.slice(name.lastIndexOf(".") + 1).toLowerCase()] ?? "audio/wav");
