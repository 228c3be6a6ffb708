import type { ChatEvent } from "../../core/chat.ts";
import { isObject, textOf, type JsonObject } from "../../core/json.ts";
import { joinSurrogates } from "../join-surrogates.ts";
import { JSON_ANSWER_TOOL } from "./json-answer.ts";
import { decodeCitation } from "./map-citation.ts";
import { writeToolInput } from "./map-tool-input.ts";

/** One content block on its way: from its start to its stop. */
export interface BlockDecoder {
  readonly start: readonly ChatEvent[];
  delta(delta: JsonObject): readonly ChatEvent[];
  stop(): readonly ChatEvent[];
}

/** Undefined for blocks without a part (code execution): their deltas are skipped. `textStart`: how much text went before. */
export function openBlock(content: JsonObject, block: number, textStart: number): BlockDecoder | undefined {
  switch (content.type) {
    case "text":
      return openText(content, block, textStart);
    case "thinking":
      return openThinking(content, block);
    case "redacted_thinking":
      return {
        start: [
          { type: "reasoning-start", block },
          { type: "reasoning-redacted", block, data: textOf(content.data) ?? "" },
        ],
        delta: () => [],
        stop: () => [{ type: "block-end", block }],
      };
    case "tool_use":
      return content.name === JSON_ANSWER_TOOL ? openJsonAnswer(content, block) : openToolCall(content, block);
    default:
      return undefined;
  }
}

type Write = (text: string) => ChatEvent;

/** Text that may be cut inside a character. */
function writeText(write: Write) {
  const joiner = joinSurrogates();
  const events = (text: string): readonly ChatEvent[] => (text === "" ? [] : [write(text)]);
  return {
    push: (text: string | undefined) => events(joiner.push(text ?? "")),
    end: () => events(joiner.end()),
  };
}

function openText(content: JsonObject, block: number, textStart: number): BlockDecoder {
  const cited: JsonObject[] = [];
  let textEnd = textStart;
  const text = writeText((part) => {
    textEnd += part.length;
    return { type: "text-delta", block, text: part };
  });

  function stop(): readonly ChatEvent[] {
    const rest = text.end();
    const citations = cited.flatMap((citation) => decodeCitation(citation, textStart, textEnd));
    return [
      ...rest,
      { type: "block-end", block },
      ...(citations.length > 0 ? [{ type: "citations", citations } as const] : []),
    ];
  }

  return {
    start: [{ type: "text-start", block }, ...text.push(textOf(content.text))],
    delta(delta) {
      if (isObject(delta.citation)) cited.push(delta.citation);
      return text.push(textOf(delta.text));
    },
    stop,
  };
}

function openThinking(content: JsonObject, block: number): BlockDecoder {
  const text = writeText((part) => ({ type: "reasoning-delta", block, text: part }));
  const read = ({ thinking, signature }: JsonObject): readonly ChatEvent[] => [
    ...text.push(textOf(thinking)),
    ...(textOf(signature) ? [...text.end(), { type: "reasoning-signature", block, signature } as ChatEvent] : []),
  ];
  return {
    start: [{ type: "reasoning-start", block }, ...read(content)],
    delta: read,
    stop: () => [...text.end(), { type: "block-end", block }],
  };
}

const openToolCall = (content: JsonObject, block: number): BlockDecoder => ({
  start: [{ type: "tool-call-start", block, id: textOf(content.id) ?? "", name: textOf(content.name) ?? "" }],
  ...readInput(content, block, (input) => ({ type: "tool-call-delta", block, input })),
});

const openJsonAnswer = (content: JsonObject, block: number): BlockDecoder => ({
  start: [{ type: "text-start", block }],
  ...readInput(content, block, (text) => ({ type: "text-delta", block, text })),
});

/**
 * A call without arguments streams no input at all, and some services send the whole input with the start of the
 * block. Either way readers of the call expect JSON.
 */
function readInput(content: JsonObject, block: number, write: Write): Pick<BlockDecoder, "delta" | "stop"> {
  const input = writeText(write);
  let isEmpty = true;
  return {
    delta({ partial_json }) {
      const text = textOf(partial_json) ?? "";
      isEmpty &&= text === "";
      return input.push(text);
    },
    stop: () => [...(isEmpty ? [write(writeToolInput(content.input))] : input.end()), { type: "block-end", block }],
  };
}
