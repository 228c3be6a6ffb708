import type { ChatEvent, Citation } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Frame } from "../../streams/frame.ts";
import type { StreamEncoder, StreamEncoderOptions } from "../dialect.ts";
import {
  callItems,
  isCall,
  searchItem,
  wordsOf,
  type Item,
  type MessageItem,
  type ReasoningItem,
} from "./answer-items.ts";
import { closeItem } from "./close-item.ts";
import { encodeItem, itemId, textPart, type ItemStatus } from "./encode-items.ts";
import { annotate, encodeAnswer, encodeResponseObject, headOf, type Head } from "./encode-response.ts";
import { readToolNames } from "./map-tool-names.ts";
import { encodeFinish } from "./map-status.ts";

/**
 * An item is closed when the next one opens, not with its block: texts that follow one another are one message,
 * citations come behind the text they are for, and only the end tells whether the last item was cut short.
 */
export function encodeStream(options: StreamEncoderOptions): StreamEncoder<ChatEvent> {
  const names = readToolNames(options.request);
  const items: Item[] = [];
  const citations: Citation[] = [];
  let frames: Frame[] = [];
  let open: Item | undefined;
  let isNewThought = false;
  let head: Head = { id: "", model: "" };
  let sequence = 0;

  const write = (type: string, fields: JsonObject): void =>
    void frames.push({ event: type, data: JSON.stringify({ type, ...fields, sequence_number: sequence++ }) });

  /** The newest item has the last place. */
  const placeOf = ({ kind }: Item) => ({
    item_id: itemId(head.id, kind, items.length - 1),
    output_index: items.length - 1,
  });

  const writeOf = (item: Item, type: string, fields: JsonObject): void => write(type, { ...placeOf(item), ...fields });

  function writeItem(event: "added" | "done", item: Item, status: ItemStatus): void {
    const { item_id, output_index } = placeOf(item);
    write(`response.output_item.${event}`, { output_index, item: encodeItem(item, item_id, status) });
  }

  function close(status: ItemStatus): void {
    if (open === undefined) return;
    if (open.kind === "message") annotate(items, citations);
    for (const [type, fields] of closeItem(open)) writeOf(open, type, fields);
    writeItem("done", open, status);
    open = undefined;
  }

  function begin<T extends Item>(item: T): T {
    close("completed");
    items.push(item);
    open = item;
    writeItem("added", item, "in_progress");
    return item;
  }

  function findMessage(): MessageItem {
    if (open?.kind === "message") return open;
    const item = begin<MessageItem>({ kind: "message", text: "", annotations: [] });
    writeOf(item, "response.content_part.added", { content_index: 0, part: textPart(item) });
    return item;
  }

  function findThought(): ReasoningItem {
    if (open?.kind === "reasoning" && !isNewThought) return open;
    isNewThought = false;
    return begin<ReasoningItem>({ kind: "reasoning", text: "", signature: "" });
  }

  function extendText(delta: string): void {
    if (delta === "") return;
    const item = findMessage();
    item.text += delta;
    writeOf(item, "response.output_text.delta", { content_index: 0, delta, logprobs: [] });
  }

  function extendThought(delta: string): void {
    if (delta === "") return;
    const item = findThought();
    const at = { summary_index: 0 };
    if (item.text === "")
      writeOf(item, "response.reasoning_summary_part.added", { ...at, part: { type: "summary_text", text: "" } });
    item.text += delta;
    writeOf(item, "response.reasoning_summary_text.delta", { ...at, delta });
  }

  function extendCall(delta: string): void {
    if (!isCall(open) || delta === "") return;
    open.input += delta;
    if (open.kind === "function") writeOf(open, "response.function_call_arguments.delta", { delta });
  }

  function end({ finish, usage }: Extract<ChatEvent, { type: "response-end" }>): void {
    const { status } = encodeFinish(finish);
    close(status);
    const response = encodeAnswer({ ...head, items, finish, citations, usage }, options);
    write(`response.${status}`, { response });
  }

  function read(event: ChatEvent): void {
    switch (event.type) {
      case "response-start": {
        head = headOf(event, options);
        const begun = { status: "in_progress", incomplete_details: null, output: [], usage: null };
        const response = encodeResponseObject(head, options, begun);
        write("response.created", { response });
        write("response.in_progress", { response });
        return;
      }
      case "text-delta":
        extendText(event.text.toWellFormed());
        return;
      case "reasoning-start":
        isNewThought = true;
        return;
      case "reasoning-delta":
        extendThought(event.text.toWellFormed());
        return;
      case "reasoning-signature":
        if (event.signature !== "") findThought().signature += event.signature;
        return;
      case "reasoning-redacted":
        findThought().redacted = event.data;
        return;
      case "tool-call-start":
        for (const item of callItems(event, names)) begin(item);
        return;
      case "tool-call-delta":
        extendCall(event.input.toWellFormed());
        return;
      case "image":
        if (event.source.kind === "base64") begin({ kind: "image", data: event.source.data });
        else extendText(wordsOf({ type: "image", source: event.source }) ?? "");
        return;
      case "citations":
        citations.push(...event.citations);
        return;
      case "searches":
        for (const search of event.searches) begin(searchItem(search));
        return;
      case "response-end":
        end(event);
        return;
      case "text-start":
      case "block-end":
    }
  }

  return {
    push(event) {
      read(event);
      const written = frames;
      frames = [];
      return written;
    },
  };
}
