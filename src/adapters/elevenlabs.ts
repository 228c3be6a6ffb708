import { isObject, parseObject, textOf } from "../core/json.ts";
import { elevenlabsSpeech } from "../dialects/elevenlabs/speech.ts";
import { elevenlabsTranscription } from "../dialects/elevenlabs/transcription.ts";
import type { Adapter } from "./adapter.ts";
import { behindVersion } from "./behind-version.ts";
import { readCommonFault } from "./read-fault.ts";

/** ElevenLabs speaks and listens, and does nothing else. Source: elevenlabs.io/docs/api-reference. */
export const elevenlabs: Adapter = {
  id: "elevenlabs",
  serves: {},
  sound: {
    speech: { path: "/text-to-speech", dialect: elevenlabsSpeech },
    transcription: { path: "/speech-to-text", dialect: elevenlabsTranscription },
  },
  keyVariables: ["ELEVENLABS_API_KEY"],
  baseVariables: ["ELEVENLABS_API_BASE"],
  needsCredential: true,
  url: (path, { baseUrl = "https://api.elevenlabs.io" }) => behindVersion(baseUrl, "v1", path),
  sign(headers, { credential = "" }) {
    headers["xi-api-key"] = credential;
  },
  readFault,
};

/** `{"detail": {"status": "quota_exceeded", "message": …}}`, where a quota that is used up is a 401. */
function readFault(status: number, body: string, headers: Headers): ReturnType<Adapter["readFault"]> {
  const detail = parseObject(body)?.["detail"];
  if (!isObject(detail) || detail["message"] === undefined) return readCommonFault(status, body, headers);
  const type = textOf(detail["status"]) ?? textOf(detail["code"]) ?? textOf(detail["type"]);
  const message = textOf(detail["message"]) ?? "";
  const fault = readCommonFault(status, JSON.stringify({ message, type: type ?? null }), headers);
  return type === "quota_exceeded" ? { ...fault, kind: "rate-limited" } : fault;
}
