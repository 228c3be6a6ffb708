import { isArray, type Json, type JsonObject, textOf, textsOf } from "../core/json.ts";
import { invalidRequest, optionalString } from "./read-fields.ts";
import { TRANSCRIPT_FORMATS, type TranscriptionRequest } from "./sound-dialect.ts";

/**
 * Reads the fields of a form for `/v1/audio/transcriptions` or `/translations`, for a provider that has other words for them.
 * Throws `invalid_request`, naming the field.
 */
export function readTranscription(fields: JsonObject, task: TranscriptionRequest["task"]): TranscriptionRequest {
  const { model: _, file: __, language, prompt, temperature, response_format, stream, user: ___, ...more } = fields;
  const { timestamp_granularities, include, chunking_strategy, ...others } = more;
  const asked = optionalString(response_format, "response_format") ?? "json";
  const format = TRANSCRIPT_FORMATS.find((known) => known === asked);
  if (format === undefined) throw invalidRequest("response_format", `one of ${TRANSCRIPT_FORMATS.join(", ")}`);
  // Both say how OpenAI is to go about it, and "auto" leaves it to whoever serves.
  if ((chunking_strategy ?? "auto") !== "auto") throw invalidRequest("chunking_strategy", "`auto` for this model");
  if (include !== undefined) throw invalidRequest("include", "left out for this model: it tells no logprobs");
  const granularities = isArray(timestamp_granularities) ? textsOf(timestamp_granularities) : [];
  const wantsStream = stream === "true";
  if (wantsStream && format !== "json") throw invalidRequest("response_format", "`json` for a stream");
  return {
    task,
    language: optionalString(language, "language"),
    prompt: optionalString(prompt, "prompt"),
    temperature: readNumber(temperature, "temperature"),
    format,
    wantsWords: granularities.includes("word"),
    wantsSegments: granularities.length === 0 || granularities.includes("segment"),
    stream: wantsStream,
    extras: Object.entries(others).flatMap(([name, value]) => listTexts(name, value)),
  };
}

/** A form has texts alone. */
function readNumber(value: Json | undefined, path: string): number | undefined {
  const text = optionalString(value, path);
  if (text === undefined || text === "") return undefined;
  const number = Number(text);
  if (!Number.isFinite(number)) throw invalidRequest(path, "a number");
  return number;
}

/** A field that was sent more than once is a list. */
function listTexts(name: string, value: Json | undefined): readonly (readonly [string, string])[] {
  const text = textOf(value);
  return text === undefined ? textsOf(value).map((each) => [name, each] as const) : [[name, text]];
}
