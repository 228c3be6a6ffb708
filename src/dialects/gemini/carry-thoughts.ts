import type { Part, ReasoningPart, ToolCallPart } from "../../core/chat.ts";
import { objectsOf, parseObject, textOf, type Json, type JsonObject } from "../../core/json.ts";
import { pick } from "./read-names.ts";
import { FOREIGN_CALL_SIGNATURE, unmarkSignature } from "./map-signature.ts";

/*
 * Clients of Google's bring back the signature of a call, as Gemini wants it, and some of them (the Gemini CLI) no
 * thoughts. What another provider thought before a call, and has to see again, goes along as the signature of the call.
 */

/** In base64, which Google's SDKs read there; of a length that makes it the beginning of the whole. */
const MARK = "tollgate:";
const PACKED = btoa(MARK);

const pack = (thoughts: readonly ReasoningPart[]): string => btoa(MARK + escapeUnicode(JSON.stringify({ thoughts })));

const escapeUnicode = (json: string): string =>
  json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

const isPacked = (signature: Json | undefined): boolean => textOf(signature)?.startsWith(PACKED) === true;

function unpack(signature: string | undefined): readonly ReasoningPart[] | undefined {
  if (signature === undefined || !isPacked(signature)) return undefined;
  return objectsOf(parsePacked(signature)?.thoughts).map(readThought);
}

/** Undefined for what a client has changed. */
function parsePacked(signature: string): JsonObject | undefined {
  try {
    return parseObject(atob(signature).slice(MARK.length));
  } catch {
    return undefined;
  }
}

function readThought({ text, signature, redacted }: JsonObject): ReasoningPart {
  return {
    type: "reasoning",
    text: textOf(text) ?? "",
    ...(typeof signature === "string" && { signature }),
    ...(typeof redacted === "string" && { redacted }),
  };
}

/** Of one answer. */
export function carryThoughts() {
  let thoughts: ReasoningPart[] = [];
  return {
    note(thought: ReasoningPart): void {
      if (isWantedBack(thought)) thoughts.push(thought);
    },
    sign(call: ToolCallPart): ToolCallPart {
      if (thoughts.length === 0 || call.signature !== undefined) return call;
      const signature = pack(thoughts);
      thoughts = [];
      return { ...call, signature };
    },
  };
}

const isWantedBack = ({ signature, redacted }: ReasoningPart): boolean =>
  redacted !== undefined || (signature !== undefined && unmarkSignature(signature) === undefined);

/** The parts of a turn of the model, with its thoughts at their place unless the client has brought them itself. */
export function restoreThoughts(parts: readonly Part[]): readonly Part[] {
  const restored: Part[] = [];
  for (const part of parts) {
    const thoughts = part.type === "tool-call" ? unpack(part.signature) : undefined;
    if (part.type !== "tool-call" || thoughts === undefined) {
      restored.push(part);
      continue;
    }
    const { signature: _, ...call } = part;
    const begin = restored.findLastIndex(({ type }) => type === "tool-call") + 1;
    const isBrought = restored.slice(begin).some(({ type }) => type === "reasoning");
    if (!isBrought) restored.splice(begin, 0, ...thoughts);
    restored.push(call);
  }
  return restored;
}

/** Contents for Gemini itself, which refuses a signature that is not its own. */
export function dropCarried(contents: readonly JsonObject[]): readonly JsonObject[] {
  return contents.map((content) => {
    const parts = objectsOf(content.parts);
    return parts.some(isCarrier) ? { ...content, parts: parts.map(dropFrom) } : content;
  });
}

const isCarrier = (part: JsonObject): boolean => isPacked(pick(part, "thoughtSignature"));

function dropFrom(part: JsonObject): JsonObject {
  if (!isCarrier(part)) return part;
  const { thought_signature: _, ...rest } = part;
  return { ...rest, thoughtSignature: FOREIGN_CALL_SIGNATURE };
}
