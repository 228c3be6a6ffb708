import type { ConversationItem } from "../conversation-store.ts";
import { cutText } from "../cut-text.ts";

/** A parameter has two megabytes at most, and a character may need three bytes. */
const PACK_CHARS_MAX = 600_000;

export interface PackedItems {
  readonly count: number;
  /** Of all their JSON. */
  readonly chars: number;
  /** Lists of `[place, piece, id, text, chars]` as JSON: what one statement adds. */
  readonly packs: readonly string[];
}

/** Many items in few statements: D1 takes only a hundred parameters a statement, and so many statements a request. */
export function packItems(items: readonly ConversationItem[]): PackedItems {
  const packs: string[][] = [];
  let chars = 0;
  let room = 0;
  for (const [place, item] of items.entries()) {
    for (const [piece, text] of cutText(JSON.stringify(item)).entries()) {
      const row = JSON.stringify([place, piece, item.id, text, text.length]);
      chars += text.length;
      if (room < row.length) {
        packs.push([]);
        room = PACK_CHARS_MAX;
      }
      packs.at(-1)?.push(row);
      room -= row.length + 1;
    }
  }
  return { count: items.length, chars, packs: packs.map((rows) => `[${rows.join(",")}]`) };
}
