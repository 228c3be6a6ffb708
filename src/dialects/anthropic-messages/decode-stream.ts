import type { ChatEvent } from "../../core/chat.ts";
import { isObject, textOf, type Json, type JsonObject } from "../../core/json.ts";
import type { StreamDecoder } from "../dialect.ts";
import { normalizeAnthropicUsage } from "../normalize-usage.ts";
import { parseFrameObject } from "../parse-frame.ts";
import { openBlock, type BlockDecoder } from "./decode-stream-block.ts";
import { readSearch } from "./read-search-blocks.ts";
import { decodeStopReason } from "./map-stop-reason.ts";
import { mergeUsage } from "./map-usage.ts";

/**
 * Frames that are no events of the dialect, and errors told in the stream, yield nothing: the watcher of the stream
 * names the fault, and the end that never comes keeps a broken answer from looking whole.
 */
export function decodeStream(): StreamDecoder<ChatEvent> {
  /** The block on the wire, where one is open at a time; undefined for one without a part. */
  let open: BlockDecoder | undefined;
  const search = readSearch();
  let blocks = 0;
  let textLength = 0;
  let usage: JsonObject | undefined;
  let stopReason: string | undefined;
  let stopSequence: string | undefined;
  let hasToolCall = false;
  let ended = false;

  function start(message: Json | undefined): readonly ChatEvent[] {
    const fields = isObject(message) ? message : {};
    usage = mergeUsage(usage, fields.usage);
    const known = normalizeAnthropicUsage(usage);
    return [
      {
        type: "response-start",
        id: textOf(fields.id) ?? "",
        model: textOf(fields.model) ?? "",
        ...(known !== undefined && { usage: known }),
      },
    ];
  }

  function startBlock(content: JsonObject): readonly ChatEvent[] {
    const closing = countText(stopBlock());
    open = openBlock(content, blocks, textLength);
    if (open === undefined) return [...closing, ...search.start(content)];
    blocks += 1;
    hasToolCall ||= open.start[0]?.type === "tool-call-start";
    return [...closing, ...countText(open.start)];
  }

  function readDelta(delta: JsonObject): readonly ChatEvent[] {
    if (open !== undefined) return countText(open.delta(delta));
    search.delta(delta);
    return [];
  }

  function countText(events: readonly ChatEvent[]): readonly ChatEvent[] {
    for (const event of events) if (event.type === "text-delta") textLength += event.text.length;
    return events;
  }

  function stopBlock(): readonly ChatEvent[] {
    const events = open?.stop() ?? [];
    open = undefined;
    return events;
  }

  function noteEnd(event: JsonObject): void {
    usage = mergeUsage(usage, event.usage);
    if (!isObject(event.delta)) return;
    stopReason = textOf(event.delta.stop_reason) ?? stopReason;
    stopSequence = textOf(event.delta.stop_sequence)?.toWellFormed() ?? stopSequence;
  }

  function end(): readonly ChatEvent[] {
    ended = true;
    return [
      ...stopBlock(),
      {
        type: "response-end",
        finish: decodeStopReason(stopReason, hasToolCall),
        ...(stopSequence !== undefined && { stopSequence }),
        usage: normalizeAnthropicUsage(usage),
      },
    ];
  }

  return {
    push(frame) {
      const event = ended ? undefined : parseFrameObject(frame);
      if (event === undefined) return [];
      switch (event.type) {
        case "message_start":
          return start(event.message);
        case "content_block_start":
          return isObject(event.content_block) ? startBlock(event.content_block) : [];
        case "content_block_delta":
          return isObject(event.delta) ? readDelta(event.delta) : [];
        case "content_block_stop":
          return countText(stopBlock());
        case "message_delta":
          noteEnd(event);
          return [];
        case "message_stop":
          return end();
        default:
          return [];
      }
    },
    // An answer that has its stop reason is whole, also without the end mark.
    finish: () => (ended || stopReason === undefined ? [] : end()),
  };
}
