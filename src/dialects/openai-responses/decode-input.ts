import type { Message, Part, ToolCallPart } from "../../core/chat.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { invalidRequest, objectList, optionalString, requiredString } from "../read-fields.ts";
import { decodeContent, decodeResultContent } from "./decode-content.ts";
import { decodeReasoningItem } from "./decode-reasoning-item.ts";
import { wrapCustomInput } from "./map-custom-tool.ts";
import { joinName, namesOf } from "./map-tool-names.ts";
import { decodeSearchCall, decodeSearchOutput } from "./map-tool-search.ts";
import { unknownReference, untranslatable } from "./untranslatable.ts";

/** `instructions` are the first message. */
export function decodeInput({ instructions, input }: JsonObject): readonly Message[] {
  const system = optionalString(instructions, "instructions") ?? "";
  return [
    ...(system === "" ? [] : [{ role: "system", parts: [{ type: "text", text: system }] } as const]),
    ...decodeItems(input),
  ];
}

function decodeItems(input: Json | undefined): readonly Message[] {
  if (typeof input === "string") return [{ role: "user", parts: decodeContent(input, "input") }];
  const turns = gatherTurns();
  /** What signs the calls that follow, by the ids of the calls. */
  const signatures = new Map<string, string>();
  for (const [index, item] of objectList(input, "input").entries())
    decodeItem(item, `input[${index}]`, turns, signatures);
  return turns.messages;
}

/** Other dialects have one message where this one has items in a row: all of a turn of the model, all results of its calls. */
function gatherTurns() {
  const messages: { role: Message["role"]; parts: Part[] }[] = [];
  return {
    messages,
    add(role: Message["role"], parts: readonly Part[]): void {
      const isGathered = role === "assistant" || role === "tool";
      const last = messages.at(-1);
      if (isGathered && parts.length === 0) return;
      if (isGathered && last?.role === role) last.parts.push(...parts);
      else messages.push({ role, parts: [...parts] });
    },
  };
}

type Turns = ReturnType<typeof gatherTurns>;

/** What the tools that OpenAI runs itself did in earlier turns: the model's text about it stays, the record means nothing elsewhere. */
const RECORDS: ReadonlySet<unknown> = new Set([
  "web_search_call",
  "file_search_call",
  "code_interpreter_call",
  "mcp_list_tools",
  "mcp_call",
  "mcp_approval_request",
  "mcp_approval_response",
]);

function decodeItem(item: JsonObject, path: string, turns: Turns, signatures: Map<string, string>): void {
  const type = item.type ?? (item.role === undefined ? "item_reference" : "message");
  switch (type) {
    case "message":
      decodeMessage(item, path, turns);
      return;
    case "reasoning": {
      const { part, call } = decodeReasoningItem(item, path);
      if (call !== undefined) signatures.set(call.id, call.signature);
      turns.add("assistant", part === undefined ? [] : [part]);
      return;
    }
    case "function_call":
    case "custom_tool_call":
      turns.add("assistant", [sign(decodeCall(item, path), signatures)]);
      return;
    case "tool_search_call": {
      const call = decodeSearchCall(item);
      turns.add("assistant", call === undefined ? [] : [sign(call, signatures)]);
      return;
    }
    case "tool_search_output": {
      const result = decodeSearchOutput(item, namesOf);
      turns.add("tool", result === undefined ? [] : [result]);
      return;
    }
    case "function_call_output":
    case "custom_tool_call_output": {
      const id = requiredString(item.call_id, `${path}.call_id`);
      turns.add("tool", [{ type: "tool-result", id, content: decodeResultContent(item.output, `${path}.output`) }]);
      return;
    }
    case "image_generation_call":
      if (typeof item.result === "string") turns.add("assistant", [pngOf(item.result)]);
      return;
    case "item_reference":
      throw unknownReference(path);
    default:
      if (!RECORDS.has(type)) throw untranslatable(`${path}.type`, `an item of type ${JSON.stringify(type)}`);
  }
}

function sign(call: ToolCallPart, signatures: ReadonlyMap<string, string>): ToolCallPart {
  const signature = signatures.get(call.id);
  return signature === undefined ? call : { ...call, signature };
}

const pngOf = (data: string): Part => ({ type: "image", source: { kind: "base64", mediaType: "image/png", data } });

function decodeMessage({ role, content }: JsonObject, path: string, turns: Turns): void {
  const parts = decodeContent(content, `${path}.content`);
  switch (role) {
    case "user":
    case "assistant":
    case "system":
      turns.add(role, parts);
      return;
    case "developer":
      turns.add("system", parts);
      return;
    default:
      throw invalidRequest(`${path}.role`, "user, assistant, system or developer");
  }
}

function decodeCall(item: JsonObject, path: string): ToolCallPart {
  const head = {
    type: "tool-call",
    id: requiredString(item.call_id, `${path}.call_id`),
    name: joinName(requiredString(item.name, `${path}.name`), optionalString(item.namespace, `${path}.namespace`)),
  } as const;
  if (item.type === "custom_tool_call")
    return { ...head, input: wrapCustomInput(requiredString(item.input, `${path}.input`)) };
  return { ...head, input: requiredString(item.arguments ?? "", `${path}.arguments`) || "{}" };
}
