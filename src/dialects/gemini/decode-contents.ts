import type { Message, Part, ToolCallPart, ToolResultPart } from "../../core/chat.ts";
import { isObject, textOf, type Json, type JsonObject } from "../../core/json.ts";
import { invalidRequest, optionalString, requiredObject, requiredString } from "../read-fields.ts";
import { writeToolInput } from "../tool-input.ts";
import { restoreThoughts } from "./carry-thoughts.ts";
import { countCalls, type CallCounter } from "./count-calls.ts";
import { decodeFileData, decodeInlineData } from "./map-media.ts";
import { decodeToolResponse } from "./map-tool-response.ts";
import { pick, readList } from "./read-names.ts";
import { untranslatable } from "./untranslatable.ts";

/** `systemInstruction` becomes the first message. */
export function decodeContents(body: JsonObject): readonly Message[] {
  const calls = countCalls();
  return [
    ...decodeSystem(pick(body, "systemInstruction")),
    ...readList(body.contents, "contents").flatMap((content, index) =>
      decodeContent(content, `contents[${index}]`, calls),
    ),
  ];
}

/** SDKs send a content, some clients its text alone. */
function decodeSystem(value: Json | undefined): readonly Message[] {
  if (value === undefined || value === null) return [];
  const content = typeof value === "string" ? { parts: [{ text: value }] } : requiredObject(value, "systemInstruction");
  const parts = readList(content.parts, "systemInstruction.parts").flatMap((part, index) => {
    const text = requiredString(part.text, `systemInstruction.parts[${index}].text`);
    return text === "" ? [] : [{ type: "text", text } as const];
  });
  return parts.length === 0 ? [] : [{ role: "system", parts }];
}

/** Results of tools come first, as a message of their own: other dialects want them right after the calls. */
function decodeContent({ role, parts }: JsonObject, path: string, calls: CallCounter): readonly Message[] {
  const decoded = readList(parts, `${path}.parts`).flatMap((part, index) =>
    decodePart(part, `${path}.parts[${index}]`, calls),
  );
  const results = decoded.filter((part) => part.type === "tool-result");
  const rest = decoded.filter((part) => part.type !== "tool-result");
  switch (role) {
    case "model":
      if (results.length > 0) throw invalidRequest(`${path}.parts`, "free of functionResponse: it belongs to the user");
      return [{ role: "assistant", parts: restoreThoughts(rest) }];
    case undefined:
    case null:
    case "":
    case "user":
    // What results came under before version 1.5.
    case "function":
      if (rest.some((part) => part.type === "tool-call" || part.type === "reasoning"))
        throw invalidRequest(`${path}.parts`, "free of functionCall and thoughts: they belong to the model");
      return [
        ...(results.length > 0 ? [{ role: "tool", parts: results } as const] : []),
        ...(rest.length > 0 || results.length === 0 ? [{ role: "user", parts: rest } as const] : []),
      ];
    default:
      throw invalidRequest(`${path}.role`, '"user" or "model"');
  }
}

function decodePart(part: JsonObject, path: string, calls: CallCounter): readonly Part[] {
  const read = (name: string): JsonObject | undefined => {
    const value = pick(part, name);
    return value === undefined || value === null ? undefined : requiredObject(value, `${path}.${name}`);
  };
  const call = read("functionCall");
  const response = read("functionResponse");
  const blob = read("inlineData");
  const file = read("fileData");
  if (call !== undefined) return [decodeCall(call, textOf(pick(part, "thoughtSignature")), path, calls)];
  if (response !== undefined) return [decodeResponse(response, `${path}.functionResponse`, calls)];
  if (blob !== undefined) return [decodeInlineData(blob, `${path}.inlineData`)];
  if (file !== undefined) return [decodeFileData(file, `${path}.fileData`)];
  const text = optionalString(part.text, `${path}.text`);
  if (part.thought === true) return decodeThought(text ?? "", textOf(pick(part, "thoughtSignature")));
  if (text !== undefined) return text === "" ? [] : [{ type: "text", text }];
  // What Google ran in earlier turns: the model's text about it stays, the record means nothing elsewhere.
  if (RECORDS.some((name) => pick(part, name) !== undefined)) return [];
  // A signature alone is that of a text before it, and checked by nobody else.
  if (pick(part, "thoughtSignature") !== undefined) return [];
  throw untranslatable(path, "a part of an unknown kind");
}

const RECORDS = ["executableCode", "codeExecutionResult", "toolCall", "toolResponse"];

const decodeThought = (text: string, signature: string | undefined): readonly Part[] =>
  text === "" && signature === undefined
    ? []
    : [{ type: "reasoning", text, ...(signature !== undefined && { signature }) }];

function decodeCall(call: JsonObject, signature: string | undefined, path: string, calls: CallCounter): ToolCallPart {
  const name = requiredString(call.name, `${path}.functionCall.name`);
  return {
    type: "tool-call",
    id: calls.begin(name, textOf(call.id)),
    name,
    input: writeToolInput(call.args),
    ...(signature !== undefined && { signature }),
  };
}

function decodeResponse(response: JsonObject, path: string, calls: CallCounter): ToolResultPart {
  const name = requiredString(response.name, `${path}.name`);
  const { text, isError } = decodeToolResponse(requiredObject(response.response ?? {}, `${path}.response`));
  const media = readList(response.parts, `${path}.parts`).map((part, index) =>
    decodeAttached(part, `${path}.parts[${index}]`),
  );
  return {
    type: "tool-result",
    id: calls.answer(name, textOf(response.id)),
    content: [...(text === "" ? [] : [{ type: "text", text } as const]), ...media],
    ...(isError && { isError }),
  };
}

function decodeAttached(part: JsonObject, path: string): ToolResultPart["content"][number] {
  const file = pick(part, "fileData");
  const media = isObject(file)
    ? decodeFileData(file, `${path}.fileData`)
    : decodeInlineData(requiredObject(pick(part, "inlineData"), `${path}.inlineData`), `${path}.inlineData`);
  if (media.type !== "audio") return media;
  throw untranslatable(path, "sound in the result of a function");
}
