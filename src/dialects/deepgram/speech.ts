import type { EncodedSpeech, SpeechDialect, SpeechFormat, SpeechRequest } from "../sound-dialect.ts";
import { invalidRequest } from "../read-fields.ts";
import { listOwnQuery } from "./list-own-query.ts";

/** Text to sound: developers.deepgram.com/reference/text-to-speech/speak-request. All but the text is in the query. */
export const deepgramSpeech: SpeechDialect = { id: "deepgram-speech", encode };

/** developers.deepgram.com/docs/tts-media-output-settings; OpenAI's own samples are 24 kHz. */
const ENCODINGS = {
  mp3: { encoding: "mp3" },
  opus: { encoding: "opus", container: "ogg" },
  aac: { encoding: "aac" },
  flac: { encoding: "flac" },
  wav: { encoding: "linear16", container: "wav", sample_rate: "24000" },
  pcm: { encoding: "linear16", container: "none", sample_rate: "24000" },
} as const satisfies Record<SpeechFormat, Readonly<Record<string, string>>>;

function encode({ input, voice, instructions, format, speed, extras }: SpeechRequest, model: string): EncodedSpeech {
  const { query, refused } = listOwnQuery(
    Object.entries(extras).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? [[name, String(value)] as const]
        : [],
    ),
  );
  const named = { model: nameVoice(model, voice), ...ENCODINGS[format ?? "mp3"] };
  return {
    suffix: `?${new URLSearchParams([...Object.entries(named), ...query.filter(([name]) => !Object.hasOwn(named, name))]).toString()}`,
    body: { text: input },
    unsupported: [
      ...(instructions === undefined ? [] : ["instructions"]),
      ...((speed ?? 1) === 1 ? [] : ["speed"]),
      ...refused,
    ],
  };
}

/** `aura-2-thalia-en` is a model and its voice; of the bare `aura-2` the client says which: `thalia`, `thalia-en`. */
function nameVoice(model: string, voice: string | undefined): string {
  if (!/^aura(?:-\d+)?$/.test(model)) return model;
  if (voice === undefined || !/^[\w-]+$/.test(voice)) throw invalidRequest("voice", "the name of a voice at Deepgram");
  const name = voice.startsWith(`${model}-`) ? voice.slice(model.length + 1) : voice;
  return `${model}-${name}${name.includes("-") ? "" : "-en"}`;
}
