import type { ChatEvent, ReasoningPart } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import type { Frame } from "../../streams/frame.ts";
import type { StreamEncoder, StreamEncoderOptions } from "../dialect.ts";
import { encodeCitation, encodeImage, encodeSignature, encodeThinkingBlock } from "./encode-response.ts";
import { encodeUsage } from "./encode-usage.ts";
import { encodeFinishReason } from "./map-finish-reason.ts";

type OpenBlock = ReasoningBlock | ToolBlock;
interface ReasoningBlock {
  readonly type: "reasoning";
  text: string;
  signature: string;
}
interface ToolBlock {
  readonly type: "tool";
  readonly index: number;
  readonly name: string;
  /** What the first chunk of the call tells beside its function; undefined when it has been told. */
  start: JsonObject | undefined;
  isEmpty: boolean;
}

type ToolCallStart = Extract<ChatEvent, { type: "tool-call-start" }>;

export function encodeStream(options: StreamEncoderOptions): StreamEncoder<ChatEvent> {
  const open = new Map<number, OpenBlock>();
  /** What every chunk begins with, already written. */
  let head = "{";
  let tools = 0;
  let images = 0;

  const write = (fields: JsonObject): Frame => ({ data: head + JSON.stringify(fields).slice("{".length) });

  const chunk = (delta: JsonObject, finish: string | null = null): readonly Frame[] => [
    // OpenAI names `usage` in every chunk of a stream that will tell it.
    write({
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      ...(options.includeUsage && { usage: null }),
    }),
  ];

  const callChunk = (index: number, call: JsonObject): readonly Frame[] => chunk({ tool_calls: [{ index, ...call }] });

  /** A call that comes whole is told whole: Mistral's SDK refuses a chunk of a call without its name. */
  function startTool({ block, id, name, signature }: ToolCallStart, next: ChatEvent | undefined): readonly Frame[] {
    const start = { id, type: "function", ...encodeSignature(signature) };
    const tool: ToolBlock = { type: "tool", index: tools++, name, start, isEmpty: true };
    open.set(block, tool);
    return next?.type === "tool-call-delta" ? [] : tellInput(tool, "");
  }

  function extendTool(block: number, input: string): readonly Frame[] {
    const tool = open.get(block);
    if (tool?.type !== "tool" || input === "") return [];
    tool.isEmpty = false;
    return tellInput(tool, input.toWellFormed());
  }

  function tellInput(tool: ToolBlock, input: string): readonly Frame[] {
    const { index, name, start } = tool;
    tool.start = undefined;
    return callChunk(index, { ...start, function: { ...(start && { name }), arguments: input } });
  }

  function extendReasoning(block: number, text: string): readonly Frame[] {
    const reasoning = open.get(block);
    if (reasoning?.type === "reasoning") reasoning.text += text;
    return text === "" ? [] : chunk({ reasoning_content: text.toWellFormed() });
  }

  function endBlock(block: number): readonly Frame[] {
    const ended = open.get(block);
    open.delete(block);
    if (ended?.type === "tool") return ended.isEmpty ? tellInput(ended, "{}") : [];
    // Clients join the text of deltas but not their lists, so a signed block is told once and whole.
    return ended === undefined || ended.signature === ""
      ? []
      : thinkingChunk({ type: "reasoning", text: ended.text, signature: ended.signature });
  }

  const thinkingChunk = (part: ReasoningPart): readonly Frame[] =>
    chunk({ thinking_blocks: encodeThinkingBlock(part) });

  const end = (finish: string, usage: Usage | undefined): readonly Frame[] => [
    ...[...open.keys()].flatMap(endBlock),
    ...chunk({}, finish),
    ...(options.includeUsage && usage !== undefined ? [write({ choices: [], usage: encodeUsage(usage) })] : []),
    { data: "[DONE]" },
  ];

  return {
    push(event, next) {
      switch (event.type) {
        case "response-start":
          head = openingOf({
            id: event.id,
            object: "chat.completion.chunk",
            created: options.createdSeconds,
            model: event.model,
            system_fingerprint: null,
          });
          return chunk({ role: "assistant", content: "" });
        case "text-start":
        // A chat tells of a search by what it cites.
        case "searches":
          return [];
        case "text-delta":
          return event.text === "" ? [] : chunk({ content: event.text.toWellFormed() });
        case "reasoning-start":
          open.set(event.block, { type: "reasoning", text: "", signature: "" });
          return [];
        case "reasoning-delta":
          return extendReasoning(event.block, event.text);
        case "reasoning-signature": {
          const reasoning = open.get(event.block);
          if (reasoning?.type === "reasoning") reasoning.signature += event.signature;
          return [];
        }
        case "reasoning-redacted":
          return thinkingChunk({ type: "reasoning", text: "", redacted: event.data });
        case "tool-call-start":
          return startTool(event, next);
        case "tool-call-delta":
          return extendTool(event.block, event.input);
        case "image":
          return chunk({ images: [encodeImage(event.source, images++)] });
        case "citations":
          return event.citations.length === 0 ? [] : chunk({ annotations: event.citations.map(encodeCitation) });
        case "block-end":
          return endBlock(event.block);
        case "response-end":
          return end(encodeFinishReason(event.finish), event.usage);
      }
    },
  };
}

/** An object that others are written into. */
const openingOf = (fields: JsonObject): string => `${JSON.stringify(fields).slice(0, -"}".length)},`;
