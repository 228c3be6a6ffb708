import type { Part, ReasoningPart, Search } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import { nameOf, type ToolNames } from "./map-tool-names.ts";

/** An item of an answer, before it has a number. A stream fills it in as it goes. */
export type Item = MessageItem | ReasoningItem | CallItem | ImageItem | SearchItem;
export interface MessageItem {
  readonly kind: "message";
  text: string;
  annotations: readonly JsonObject[];
}
export interface ReasoningItem {
  readonly kind: "reasoning";
  text: string;
  signature: string;
  redacted?: string;
  /** The id of the tool call that the signature belongs to. */
  readonly call?: string;
}
export interface CallItem {
  readonly kind: "function" | "custom" | "tool-search";
  readonly call: string;
  readonly name: string;
  readonly namespace?: string;
  /** JSON text, of custom tools too. */
  input: string;
}
export const isCall = (item: Item | undefined): item is CallItem =>
  item?.kind === "function" || item?.kind === "custom" || item?.kind === "tool-search";

interface ImageItem {
  readonly kind: "image";
  readonly data: string;
}
interface SearchItem extends Search {
  readonly kind: "search";
}

/** What signs a tool call has no field in its item: it travels in an item of thinking before it. */
export const callItems = (
  { id, name, signature }: { id: string; name: string; signature?: string | undefined },
  names: ToolNames,
): readonly [CallItem] | readonly [ReasoningItem, CallItem] => {
  const call: CallItem = { ...nameOf(names, name), call: id, input: "" };
  return signature === undefined ? [call] : [{ kind: "reasoning", text: "", signature, call: id }, call];
};

export const searchItem = (search: Search): SearchItem => ({ kind: "search", ...search });

/** The items of a whole answer. Texts that follow one another are one: some providers cut where they cite. */
export function itemsOf(parts: readonly Part[], names: ToolNames): readonly Item[] {
  const items: Item[] = [];
  for (const part of parts) {
    const words = wordsOf(part);
    const last = items.at(-1);
    if (words === undefined) items.push(...itemsOfPart(part, names));
    else if (last?.kind === "message") last.text += words;
    else if (words !== "") items.push({ kind: "message", text: words, annotations: [] });
  }
  return items;
}

/** What is told as text: also a picture that has an address only, because the item of one holds bytes. */
export function wordsOf(part: Part): string | undefined {
  if (part.type === "image" && part.source.kind === "url") return `\n\n![image](${part.source.url})\n\n`.toWellFormed();
  return part.type === "text" ? part.text.toWellFormed() : undefined;
}

function itemsOfPart(part: Part, names: ToolNames): readonly Item[] {
  switch (part.type) {
    case "reasoning":
      return says(part) ? [reasoningItem(part)] : [];
    case "tool-call":
      return callItems(part, names).map((item) =>
        item.kind === "reasoning" ? item : { ...item, input: part.input.toWellFormed() },
      );
    case "image":
      return part.source.kind === "base64" ? [{ kind: "image", data: part.source.data }] : [];
    case "text":
    case "document":
    case "audio":
    case "tool-result":
      return [];
  }
}

const says = ({ text, signature, redacted }: ReasoningPart): boolean =>
  text !== "" || Boolean(signature) || redacted !== undefined;

const reasoningItem = ({ text, signature = "", redacted }: ReasoningPart): ReasoningItem => ({
  kind: "reasoning",
  text: text.toWellFormed(),
  signature,
  ...(redacted !== undefined && { redacted }),
});
