import { parseObject, textOf } from "../core/json.ts";
import { deepgramSpeech } from "../dialects/deepgram/speech.ts";
import { deepgramTranscription } from "../dialects/deepgram/transcription.ts";
import type { Adapter } from "./adapter.ts";
import { behindVersion } from "./behind-version.ts";
import { readCommonFault } from "./read-fault.ts";

/** Deepgram listens and speaks, and does nothing else. Source: developers.deepgram.com/reference. */
export const deepgram: Adapter = {
  id: "deepgram",
  serves: {},
  sound: {
    speech: { path: "/speak", dialect: deepgramSpeech },
    transcription: { path: "/listen", dialect: deepgramTranscription },
  },
  keyVariables: ["DEEPGRAM_API_KEY"],
  baseVariables: ["DEEPGRAM_API_BASE"],
  needsCredential: true,
  url: (path, { baseUrl = "https://api.deepgram.com" }) => behindVersion(baseUrl, "v1", path),
  sign(headers, { credential }) {
    headers["authorization"] = `Token ${credential}`;
  },
  readFault,
};

/** `{"err_code": "INVALID_AUTH", "err_msg": …}`; in newer services a `category`, a `message` and `details`. */
function readFault(status: number, body: string, headers: Headers): ReturnType<Adapter["readFault"]> {
  const told = parseObject(body);
  const message = textOf(told?.["err_msg"]) ?? textOf(told?.["details"]) ?? textOf(told?.["message"]);
  if (message === undefined) return readCommonFault(status, body, headers);
  const type = textOf(told?.["err_code"]) ?? textOf(told?.["category"]) ?? null;
  return readCommonFault(status, JSON.stringify({ message, type }), headers);
}
