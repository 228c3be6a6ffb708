import type { Message, Part, ToolCallPart } from "../../core/chat.ts";
import { isArray, isObject, type Json, type JsonObject } from "../../core/json.ts";
import { invalidRequest, objectList, optionalString, requiredObject, requiredString } from "../read-fields.ts";
import { writeToolInput } from "../tool-input.ts";
import { decodeContent, onlyText, readDocument, readImage, readThinking, textParts } from "./decode-content.ts";
import { writeDocument } from "./write-document.ts";

/** With the documents of the request in front of what the user says last, where Cohere shows them to its models too. */
export function decodeMessages(body: JsonObject): readonly Message[] {
  const messages = objectList(body.messages, "messages").map((message, index) =>
    decodeMessage(message, `messages[${index}]`),
  );
  const documents = decodeDocuments(body.documents);
  if (documents.length === 0) return messages;
  const last = messages.findLastIndex(({ role }) => role === "user");
  if (last < 0) return [...messages, { role: "user", parts: documents }];
  return messages.map((message, index) =>
    index === last ? { ...message, parts: [...documents, ...message.parts] } : message,
  );
}

function decodeDocuments(documents: Json | undefined): readonly Part[] {
  if (documents === undefined || documents === null) return [];
  if (!isArray(documents)) throw invalidRequest("documents", "an array");
  return documents.flatMap((document, index) => textParts(writeDocument(document, `documents[${index}]`)));
}

function decodeMessage(message: JsonObject, path: string): Message {
  const { role, content } = message;
  switch (role) {
    case "system":
      return { role, parts: decodeContent(content, `${path}.content`, onlyText) };
    case "user":
      return { role, parts: decodeContent(content, `${path}.content`, readImage) };
    case "assistant":
      return { role, parts: decodeAssistant(message, path) };
    case "tool": {
      const id = requiredString(message.tool_call_id, `${path}.tool_call_id`);
      const result = decodeContent(content, `${path}.content`, readDocument);
      return { role, parts: [{ type: "tool-result", id, content: result }] };
    }
    default:
      throw invalidRequest(`${path}.role`, "system, user, assistant or tool");
  }
}

/** The plan is what `decodeResponse` gives out as reasoning. What was cited is in the text. */
function decodeAssistant({ tool_plan, content, tool_calls }: JsonObject, path: string): readonly Part[] {
  const plan = optionalString(tool_plan, `${path}.tool_plan`) ?? "";
  return [
    ...(plan === "" ? [] : [{ type: "reasoning" as const, text: plan }]),
    ...decodeContent(content ?? "", `${path}.content`, readThinking),
    ...objectList(tool_calls, `${path}.tool_calls`).map((call, index) =>
      decodeCall(call, `${path}.tool_calls[${index}]`),
    ),
  ];
}

function decodeCall(call: JsonObject, path: string): ToolCallPart {
  const target = requiredObject(call.function, `${path}.function`);
  const input = target.arguments ?? "";
  if (typeof input !== "string" && !isObject(input)) throw invalidRequest(`${path}.function.arguments`, "a string");
  return {
    type: "tool-call",
    id: requiredString(call.id, `${path}.id`),
    name: requiredString(target.name, `${path}.function.name`),
    input: writeToolInput(input),
  };
}
