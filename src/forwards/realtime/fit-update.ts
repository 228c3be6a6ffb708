import type { Json, JsonObject } from "../../core/json.ts";
import { isObject } from "../../core/json.ts";
import { readTranscriber, transcribersIn, withTranscriber } from "./read-transcription.ts";

export interface SessionModel {
  /** As the client asked for it. */
  readonly name: string;
  /** As the provider has it. */
  readonly upstream: string;
  /** The session only writes down what it hears: the model is named where the transcriber is. */
  readonly onlyTranscribes?: boolean;
}

/**
 * A `session.update` as the provider is to read it: the same object where there is nothing to change. The model may be named again,
 * by either name, but not changed: limits and prices are those of the one that was asked for. Then the field at fault is told.
 */
export function fitUpdate(
  event: JsonObject,
  { name, upstream, onlyTranscribes = false }: SessionModel,
): { readonly event: JsonObject } | { readonly refused: string } {
  const session = isObject(event["session"]) ? event["session"] : {};
  const { model } = session;
  const transcriber = onlyTranscribes ? readTranscriber(session) : undefined;
  const isOther = (named: Json | undefined): boolean => named !== undefined && named !== upstream && named !== name;
  if (isOther(model)) return { refused: "session.model" };
  if (onlyTranscribes && transcribersIn(session).some(isOther))
    return { refused: "session.audio.input.transcription.model" };
  const isRenamed = (model === name || transcriber === name) && name !== upstream;
  if (!isRenamed) return { event };
  const heard = transcriber === undefined ? session : withTranscriber(session, upstream);
  return { event: { ...event, session: { ...heard, ...(model !== undefined && { model: upstream }) } } };
}
