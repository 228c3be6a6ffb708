import { isObject } from "../../core/json.ts";
import { defined, invalidRequest } from "../read-fields.ts";
import type { EncodedSpeech, SpeechDialect, SpeechFormat, SpeechRequest } from "../sound-dialect.ts";
import { unsupportedFormat } from "../unsupported-format.ts";

/** Text to sound: elevenlabs.io/docs/api-reference/text-to-speech/convert. The voice is a step of the path. */
export const elevenlabsSpeech: SpeechDialect = { id: "elevenlabs-speech", encode };

/** OpenAI's own samples are 24 kHz. */
const OUTPUT_FORMATS: Readonly<Partial<Record<SpeechFormat, string>>> = {
  mp3: "mp3_44100_128",
  opus: "opus_48000_128",
  pcm: "pcm_24000",
  wav: "wav_24000",
};

/** The voices that LiteLLM gives for some names: docs.litellm.ai/docs/providers/elevenlabs. Any other is the provider's own. */
const VOICES: Readonly<Record<string, string>> = {
  alloy: "21m00Tcm4TlvDq8ikWAM",
  amber: "5Q0t7uMcjvnagumLfvZi",
  ash: "AZnzlk1XvdvUeBnXmlld",
  august: "D38z5RcWu1voky8WS1ja",
  blue: "2EiwWnXFnvU5JabPnv8n",
  coral: "9BWtsMINqrJLrRacOk9x",
  lily: "EXAVITQu4vr4xnSDxMaL",
  onyx: "29vD33N1CtxCmqQRPOHJ",
  sage: "CwhRBWXzGAHq8TQ4Fs17",
  verse: "CYw3kZ02Hs0563khs1Fj",
};

function encode({ input, voice, instructions, format, speed, extras }: SpeechRequest, model: string): EncodedSpeech {
  if (voice === undefined || voice === "") throw invalidRequest("voice", "the id of a voice at ElevenLabs");
  const { output_format, voice_settings, with_timestamps, ...own } = extras;
  const outputFormat = typeof output_format === "string" ? output_format : OUTPUT_FORMATS[format ?? "mp3"];
  if (outputFormat === undefined) throw unsupportedFormat("ElevenLabs", format, Object.keys(OUTPUT_FORMATS));
  const settings = { ...(isObject(voice_settings) && voice_settings), ...defined({ speed }) };
  return {
    suffix: `/${encodeURIComponent(VOICES[voice] ?? voice)}?${new URLSearchParams({ output_format: outputFormat }).toString()}`,
    body: {
      ...own,
      text: input,
      model_id: model,
      ...(Object.keys(settings).length > 0 && { voice_settings: settings }),
    },
    unsupported: [
      ...(instructions === undefined ? [] : ["instructions"]),
      // It would be answered in JSON.
      ...(with_timestamps === true ? ["with_timestamps"] : []),
    ],
  };
}
