import type { Message } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import { invalidRequest, objectList } from "../read-fields.ts";
import { decodeBlocks, decodeTextBlocks } from "./decode-blocks.ts";

/** The top-level `system` becomes the first message. */
export function decodeMessages(body: JsonObject): readonly Message[] {
  const system = body.system === undefined || body.system === null ? [] : decodeTextBlocks(body.system, "system");
  return [
    ...(system.length > 0 ? [{ role: "system", parts: system } as const] : []),
    ...objectList(body.messages, "messages").flatMap((message, index) => decodeMessage(message, `messages[${index}]`)),
  ];
}

function decodeMessage({ role, content }: JsonObject, path: string): readonly Message[] {
  switch (role) {
    case "user":
      return decodeUser(content, `${path}.content`);
    case "assistant": {
      const parts = decodeBlocks(content, `${path}.content`);
      if (parts.some((part) => part.type === "tool-result"))
        throw invalidRequest(`${path}.content`, "free of tool results: they belong to the user");
      return [{ role, parts }];
    }
    case "system":
      return [{ role, parts: decodeTextBlocks(content, `${path}.content`) }];
    default:
      throw invalidRequest(`${path}.role`, '"user", "assistant" or "system"');
  }
}

/** Tool results come first, as Anthropic demands it: other dialects want them right after the calls. */
function decodeUser(content: JsonObject[string], path: string): readonly Message[] {
  const parts = decodeBlocks(content, path);
  if (parts.some((part) => part.type === "tool-call" || part.type === "reasoning")) {
    throw invalidRequest(path, "free of tool calls and thinking: they belong to the assistant");
  }
  const results = parts.filter((part) => part.type === "tool-result");
  const rest = parts.filter((part) => part.type !== "tool-result");
  return [
    ...(results.length > 0 ? [{ role: "tool", parts: results } as const] : []),
    ...(rest.length > 0 || results.length === 0 ? [{ role: "user", parts: rest } as const] : []),
  ];
}
