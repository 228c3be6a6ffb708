import { UpstreamFault } from "../core/fault.ts";
import { type JsonObject, parseObject } from "../core/json.ts";
import type { Usage } from "../core/usage.ts";
import type { SpokenSound, Transcript, TranscriptionRequest } from "../dialects/sound-dialect.ts";
import { writeTranscript } from "../dialects/write-transcript.ts";
import { readAnswer } from "../streams/read-body.ts";

export interface Translated {
  readonly response: Response;
  readonly usage: Usage | undefined;
}

/** Of sound in base64, which is held three times over while it is read: some six minutes. */
const SPOKEN_BYTES_MAX = 24 * 1024 * 1024;
const HEARD_BYTES_MAX = 32 * 1024 * 1024;

/** Rejects with an `UpstreamFault` for what is no such answer. */
export async function translateSpeech(
  answer: Response,
  decode: (body: JsonObject) => SpokenSound,
): Promise<Translated> {
  const { type, bytes, usage } = decode(await readObject(answer, SPOKEN_BYTES_MAX));
  return { response: renew(answer, bytes, type, bytes.length), usage };
}

/** Rejects with an `UpstreamFault` for what is no such answer. */
export async function translateTranscript(
  answer: Response,
  decode: (body: JsonObject) => Transcript,
  request: TranscriptionRequest,
): Promise<Translated> {
  const heard = decode(await readObject(answer, HEARD_BYTES_MAX));
  const { type, text } = writeTranscript(heard, request);
  return { response: renew(answer, text, type), usage: heard.usage };
}

async function readObject(answer: Response, bytesMax: number): Promise<JsonObject> {
  const text = await readAnswer(answer, { bytesMax }).catch((cause: unknown) => {
    if (cause instanceof UpstreamFault) throw cause;
    throw new UpstreamFault({ kind: "broken-stream", message: "The answer broke off." }, cause);
  });
  const body = parseObject(text);
  if (body !== undefined) return body;
  throw new UpstreamFault({ kind: "invalid-answer", message: "The provider's answer is no JSON object." });
}

/** What else the provider says of its answer stays. */
function renew(
  { headers: told }: Response,
  body: string | Uint8Array<ArrayBuffer>,
  type: string,
  length?: number,
): Response {
  const headers = new Headers(told);
  for (const name of ["content-encoding", "content-length", "content-disposition"]) headers.delete(name);
  headers.set("content-type", type);
  if (length !== undefined) headers.set("content-length", String(length));
  return new Response(body, { headers });
}
