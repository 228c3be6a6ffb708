import type { JsonObject } from "../../core/json.ts";
import { invalidRequest } from "../read-fields.ts";
import type { EncodedSpeech, SpeechDialect, SpeechFormat, SpeechRequest } from "../sound-dialect.ts";
import { unsupportedFormat } from "../unsupported-format.ts";

/** Text to sound: docs.aws.amazon.com/polly/latest/dg/API_SynthesizeSpeech.html. The engine is the model. */
export const pollySpeech: SpeechDialect = { id: "polly-speech", encode };

/** Its samples have 16 kHz at most, which clients of OpenAI would play too fast. */
const OUTPUT_FORMATS: Readonly<Partial<Record<SpeechFormat, string>>> = { mp3: "mp3", opus: "ogg_opus" };

/** The voices that LiteLLM gives for OpenAI's: docs.litellm.ai/docs/providers/aws_polly. Any other is the provider's own. */
const VOICES: Readonly<Record<string, string>> = {
  alloy: "Joanna",
  echo: "Matthew",
  fable: "Amy",
  onyx: "Brian",
  nova: "Ivy",
  shimmer: "Kendra",
};

/** Fields of its own, by its names and by those that LiteLLM has for them. */
const OWN: Readonly<Record<string, string>> = {
  LanguageCode: "LanguageCode",
  LexiconNames: "LexiconNames",
  SampleRate: "SampleRate",
  TextType: "TextType",
  language_code: "LanguageCode",
  sample_rate: "SampleRate",
};

function encode({ input, voice, instructions, format, speed, extras }: SpeechRequest, model: string): EncodedSpeech {
  if (voice === undefined || voice === "") throw invalidRequest("voice", "the name of a voice of Amazon Polly");
  const outputFormat = OUTPUT_FORMATS[format ?? "mp3"];
  if (outputFormat === undefined) throw unsupportedFormat("Amazon Polly", format, Object.keys(OUTPUT_FORMATS));
  const own: JsonObject = Object.fromEntries(
    Object.entries(extras).flatMap(([name, value]) => (OWN[name] === undefined ? [] : [[OWN[name], value]])),
  );
  return {
    suffix: "",
    body: {
      ...(/^\s*<speak[\s>]/.test(input) && { TextType: "ssml" }),
      ...own,
      Engine: model,
      OutputFormat: outputFormat,
      Text: input,
      VoiceId: VOICES[voice] ?? voice,
    },
    unsupported: [
      ...(instructions === undefined ? [] : ["instructions"]),
      ...((speed ?? 1) === 1 ? [] : ["speed"]),
      ...Object.keys(extras).filter((name) => OWN[name] === undefined),
    ],
  };
}
