import type { Deployment } from "../../src/core/deployment.ts";
import { CREDENTIAL } from "./stage.ts";

interface SoundSample {
  readonly deployment: Partial<Deployment>;
  /** Good answers; speech that is the sound itself needs none. */
  readonly spoken?: object;
  readonly heard?: object;
  /** A failure in the provider's own words, whatever its status. */
  readonly failure: object;
}

const google = {
  spoken: {
    candidates: [{ content: { parts: [{ inlineData: { mimeType: "audio/L16;rate=24000", data: "AAAA" } }] } }],
    usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 9, totalTokenCount: 12 },
  },
  heard: {
    candidates: [{ content: { parts: [{ text: "Ahoy, quay!" }] }, finishReason: "STOP" }],
    usageMetadata: { promptTokenCount: 30, candidatesTokenCount: 4, totalTokenCount: 34 },
  },
  failure: { error: { message: "The harbour is closed." } },
};

/** The provider's side of sound, for each that has words of its own for it: written from the references of their APIs. */
export const SOUND_SAMPLES: Readonly<Record<string, SoundSample>> = {
  aws_polly: {
    deployment: {
      model: "neural",
      credential: undefined,
      settings: { aws_access_key_id: CREDENTIAL, aws_secret_access_key: "a-secret", aws_region_name: "eu-west-1" },
    },
    failure: { message: "The harbour is closed." },
  },
  deepgram: {
    deployment: { model: "aura-2-thalia-en" },
    heard: {
      metadata: { duration: 1.5, channels: 1 },
      results: { channels: [{ alternatives: [{ transcript: "Ahoy, quay!", words: [] }] }] },
    },
    failure: { err_code: "SOME_CODE", err_msg: "The harbour is closed." },
  },
  elevenlabs: {
    deployment: { model: "eleven_v3" },
    heard: { language_code: "eng", text: "Ahoy, quay!", words: [], audio_duration_secs: 1.5 },
    failure: { detail: { status: "some_status", message: "The harbour is closed." } },
  },
  gemini: { deployment: { model: "gemini-2.5-flash" }, ...google },
  vertex_ai: { deployment: { model: "gemini-2.5-flash", settings: { vertex_project: "project-1" } }, ...google },
};
