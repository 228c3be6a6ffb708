import { UpstreamFault } from "../../core/fault.ts";
import { isObject, type JsonObject, numberOf, objectsOf, textOf } from "../../core/json.ts";
import { noUsage } from "../../core/usage.ts";
import type {
  EncodedTranscription,
  HeardWord,
  Transcript,
  TranscriptionDialect,
  TranscriptionRequest,
} from "../sound-dialect.ts";
import { listOwnQuery } from "./list-own-query.ts";

/** Sound to text: developers.deepgram.com/reference/speech-to-text/listen-pre-recorded. The sound is the body. */
export const deepgramTranscription: TranscriptionDialect = {
  id: "deepgram-transcription",
  tellsTimes: true,
  encode,
  decode,
};

function encode({ language, prompt, temperature, extras }: TranscriptionRequest, model: string): EncodedTranscription {
  const { query, refused } = listOwnQuery(extras);
  const said = new Set(query.map(([name]) => name));
  const named: readonly (readonly [string, string])[] = [
    ["model", model],
    ...(language === undefined ? [] : [["language", language] as const]),
    // Clients of OpenAI expect sentences; without it there are small letters and no stops.
    ...(said.has("smart_format") ? [] : [["smart_format", "true"] as const]),
  ];
  return {
    suffix: `?${new URLSearchParams([...named, ...query].map(([name, value]) => [name, value])).toString()}`,
    body: { kind: "bytes" },
    unsupported: [
      ...(prompt === undefined || prompt === "" ? [] : ["prompt"]),
      ...((temperature ?? 0) === 0 ? [] : ["temperature"]),
      ...refused,
    ],
  };
}

/** Each channel is written down, and billed, apart; there is one unless `multichannel` asks for more. */
function decode({ results, metadata }: JsonObject): Transcript {
  const channels = objectsOf(isObject(results) ? results["channels"] : undefined);
  const said = channels.flatMap(({ alternatives }) => objectsOf(alternatives).slice(0, 1));
  if (said.length === 0)
    throw new UpstreamFault({ kind: "invalid-answer", message: "The provider's answer has no transcript in it." });
  const seconds = numberOf(isObject(metadata) ? metadata["duration"] : undefined);
  return {
    text: said.map(({ transcript }) => textOf(transcript) ?? "").join("\n"),
    language: textOf(channels[0]?.["detected_language"]),
    seconds,
    words: said.flatMap(({ words }) => objectsOf(words).map(readWord)).toSorted((a, b) => a.start - b.start),
    usage: seconds === undefined ? undefined : { ...noUsage, mediaMs: Math.ceil(seconds * 1_000) * channels.length },
  };
}

function readWord({ word, punctuated_word, start, end }: JsonObject): HeardWord {
  const from = numberOf(start) ?? 0;
  return {
    word: textOf(punctuated_word) ?? textOf(word) ?? "",
    start: from,
    end: numberOf(end) ?? from,
    lead: " ",
  };
}
