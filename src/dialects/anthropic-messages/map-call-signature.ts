import { isArray, objectsOf, parseObject, textOf, type Json, type JsonObject } from "../../core/json.ts";

/*
 * What signs a tool call (Gemini's thought signature) has no field in the block of one. It travels in a block of
 * thinking without words before it: clients bring those back unread.
 */

/** Anthropic's own signatures are base64, which has no colon. */
const MARK = "call:";

/** None where the call is not signed. */
export const encodeCallSignature = (id: string, signature: string | undefined): readonly JsonObject[] =>
  signature === undefined
    ? []
    : [{ type: "thinking", thinking: "", signature: MARK + JSON.stringify({ id, signature }) }];

/** The signatures in the content of a message, by the ids of the calls. */
export const readCallSignatures = (content: Json | undefined): ReadonlyMap<string, string> =>
  new Map(objectsOf(isArray(content) ? content : []).flatMap(readEntry));

function readEntry(block: JsonObject): readonly [string, string][] {
  if (!isCallSignature(block)) return [];
  const { id, signature } = parseObject((textOf(block.signature) ?? "").slice(MARK.length)) ?? {};
  return typeof id === "string" && typeof signature === "string" ? [[id, signature]] : [];
}

export const isCallSignature = ({ type, signature }: JsonObject): boolean =>
  type === "thinking" && textOf(signature)?.startsWith(MARK) === true;
