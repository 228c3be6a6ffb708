import type { ChatEvent, Search } from "../../core/chat.ts";
import { isObject, objectsOf, textOf, type Json, type JsonObject } from "../../core/json.ts";
import type { StreamDecoder } from "../dialect.ts";
import { normalizeResponsesUsage, withSearches } from "../normalize-usage.ts";
import { parseFrameObject } from "../parse-frame.ts";
import { openItem, type Cite, type ItemDecoder } from "./decode-item.ts";
import { decodeFinish } from "./map-status.ts";
import { queueBlocks } from "./queue-blocks.ts";
import { readCitations, readSearch } from "./read-items.ts";

/**
 * Frames that are no events of the dialect, and failures, yield nothing: the watcher of the stream names the fault, and
 * the end that never comes keeps a broken answer from looking whole.
 */
export function decodeStream(): StreamDecoder<ChatEvent> {
  let events: ChatEvent[] = [];
  /** By their places in the output: some services change the id of an item from event to event. */
  const open = new Map<Json | undefined, ItemDecoder>();
  let isStarted = false;
  let hasItems = false;
  let isEnded = false;
  let hasCall = false;
  let textChars = 0;
  const searches: Search[] = [];

  const queue = queueBlocks((event) => {
    hasCall ||= event.type === "tool-call-start";
    if (event.type === "text-delta") textChars += event.text.length;
    events.push(event);
  });

  const cite: Cite = (item, chars) => readCitations(item, textChars - chars);

  function start(response: JsonObject): void {
    if (isStarted) return;
    isStarted = true;
    events.push({ type: "response-start", id: textOf(response.id) ?? "", model: textOf(response.model) ?? "" });
  }

  function begin(place: Json | undefined, item: JsonObject): ItemDecoder | undefined {
    open.get(place)?.end();
    hasItems = true;
    const decoder = openItem(item, queue.open());
    if (decoder === undefined) open.delete(place);
    else open.set(place, decoder);
    return decoder;
  }

  function finishItem(place: Json | undefined, item: JsonObject): void {
    (open.get(place) ?? begin(place, item))?.done(item, cite);
    open.delete(place);
    searches.push(...[readSearch(item)].filter((search) => search !== undefined));
  }

  function end(response: JsonObject): void {
    isEnded = true;
    start(response);
    // A service may stream nothing but the end.
    if (!hasItems) for (const [place, item] of objectsOf(response.output).entries()) finishItem(place, item);
    for (const decoder of open.values()) decoder.end();
    queue.close();
    if (searches.length > 0) events.push({ type: "searches", searches });
    events.push({
      type: "response-end",
      finish: decodeFinish(response, hasCall),
      usage: withSearches(normalizeResponsesUsage(response.usage), searches.length),
    });
  }

  function read(event: JsonObject): void {
    const { type, output_index: place } = event;
    const response = isObject(event.response) ? event.response : {};
    const item = isObject(event.item) ? event.item : {};
    switch (type) {
      case "response.created":
        start(response);
        return;
      case "response.output_item.added":
        start({});
        begin(place, item);
        return;
      case "response.output_item.done":
        start({});
        finishItem(place, item);
        return;
      case "response.completed":
      case "response.incomplete":
        end(response);
        return;
      default:
        open.get(place)?.delta(event);
    }
  }

  return {
    push(frame) {
      const event = isEnded ? undefined : parseFrameObject(frame);
      if (event === undefined) return [];
      read(event);
      const taken = events;
      events = [];
      return taken;
    },
    // The end is an event, and what comes without it is not whole.
    finish: () => [],
  };
}
