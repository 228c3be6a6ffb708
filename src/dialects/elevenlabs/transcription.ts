import { UpstreamFault } from "../../core/fault.ts";
import { isArray, type JsonObject, numberOf, objectsOf, textOf } from "../../core/json.ts";
import { noUsage } from "../../core/usage.ts";
import type {
  EncodedTranscription,
  HeardWord,
  Transcript,
  TranscriptionDialect,
  TranscriptionRequest,
} from "../sound-dialect.ts";

/** Sound to text: elevenlabs.io/docs/api-reference/speech-to-text/convert. */
export const elevenlabsTranscription: TranscriptionDialect = {
  id: "elevenlabs-transcription",
  tellsTimes: true,
  encode,
  decode,
};

/** Would answer without the text, or have another file read in place of the one that is sent. */
const ELSEWHERE = /^(?:webhook\w*|cloud_storage_url|source_url)$/;

function encode({ language, prompt, temperature, extras }: TranscriptionRequest, model: string): EncodedTranscription {
  const own = extras.filter(([name]) => name !== "model_id" && !ELSEWHERE.test(name));
  return {
    suffix: "",
    body: {
      kind: "form",
      fields: [
        ["model_id", model],
        ...(language === undefined ? [] : [["language_code", language] as const]),
        ...(temperature === undefined ? [] : [["temperature", String(temperature)] as const]),
        ...own,
      ],
    },
    unsupported: [
      ...(prompt === undefined || prompt === "" ? [] : ["prompt"]),
      ...extras.map(([name]) => name).filter((name) => ELSEWHERE.test(name)),
    ],
  };
}

/** Of several channels, one transcript each is told. */
function decode(body: JsonObject): Transcript {
  const parts = isArray(body["transcripts"]) ? objectsOf(body["transcripts"]) : [body];
  const texts = parts.map(({ text }) => textOf(text));
  if (texts.length === 0 || texts.includes(undefined))
    throw new UpstreamFault({ kind: "invalid-answer", message: "The provider's answer has no text in it." });
  const words = parts.flatMap(({ words: said }) => readWords(objectsOf(said))).toSorted((a, b) => a.start - b.start);
  const seconds =
    numberOf(body["audio_duration_secs"]) ??
    numberOf(parts[0]?.["audio_duration_secs"]) ??
    words.reduce<number | undefined>((last, { end }) => Math.max(last ?? 0, end), undefined);
  return {
    text: texts.join("\n"),
    language: textOf(parts[0]?.["language_code"]),
    seconds,
    words,
    usage: seconds === undefined ? undefined : { ...noUsage, mediaMs: Math.ceil(seconds * 1_000) },
  };
}

/** Blanks stand between the words as words of their own; what is laughed or clapped is one that nobody said. */
function readWords(said: readonly JsonObject[]): readonly HeardWord[] {
  const words: HeardWord[] = [];
  let lead = "";
  for (const { type, text, start, end } of said) {
    const word = textOf(text) ?? "";
    if (type === "spacing") lead += word;
    else {
      const from = numberOf(start) ?? words.at(-1)?.end ?? 0;
      words.push({ word, start: from, end: numberOf(end) ?? from, lead });
      lead = "";
    }
  }
  return words;
}
