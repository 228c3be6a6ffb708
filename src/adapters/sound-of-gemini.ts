import type { Deployment } from "../core/deployment.ts";
import { geminiSpeech } from "../dialects/gemini/speak.ts";
import { geminiTranscription } from "../dialects/gemini/transcribe.ts";
import type { SoundServices } from "./adapter.ts";

/** All of it is asked where a model generates anything. */
export const soundOfGemini = (path: (deployment: Deployment) => string): SoundServices => ({
  speech: { path, dialect: geminiSpeech },
  transcription: { path, dialect: geminiTranscription },
  translation: { path, dialect: geminiTranscription },
});
