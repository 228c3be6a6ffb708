import type { KeyHash } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";

export interface Conversation {
  readonly id: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
}

export interface StoredConversation extends Conversation {
  /** See `ownerOf`: to everyone else it is not there. */
  readonly owner: string;
  readonly keyHash: KeyHash;
}

/** An item of Responses, in the form that it is listed in. No other of its conversation has its id. */
export interface ConversationItem extends JsonObject {
  readonly id: string;
}

export interface ItemQuery {
  readonly order: "asc" | "desc";
  readonly limit: number;
  /** The item that the page goes on from. */
  readonly after?: string | undefined;
}

export interface ItemPage {
  readonly items: readonly ConversationItem[];
  readonly hasMore: boolean;
}

/** A longer conversation takes nothing more: every turn would have to be read and sent again. Of JSON. */
export const CONVERSATION_CHARS_MAX = 4 * 1024 * 1024;

/** From the latest item that was added. */
export const CONVERSATION_KEPT_MS = 365 * 86_400_000;

/** Every method throws `store_unavailable` when it cannot answer. Without an owner, everybody's are found. */
export interface ConversationStore {
  /** The items are not more than a conversation takes. */
  create(conversation: StoredConversation, items: readonly ConversationItem[]): Promise<void>;
  find(id: string, owner: string | undefined): Promise<Conversation | undefined>;
  update(id: string, owner: string | undefined, metadata: Conversation["metadata"]): Promise<Conversation | undefined>;
  /** With its items. False where there was none of this owner. */
  remove(id: string, owner: string | undefined): Promise<boolean>;

  /** All items, the oldest first; undefined where the conversation is not there. */
  read(id: string, owner: string | undefined): Promise<readonly ConversationItem[] | undefined>;
  /** Undefined where the conversation is not there, `no-such-item` where `after` is not in it. */
  list(id: string, owner: string | undefined, query: ItemQuery): Promise<ItemPage | "no-such-item" | undefined>;
  /** Those that have one of these ids, in no order: in this conversation, else each in the one that was used last. */
  findItems(
    itemIds: readonly string[],
    owner: string | undefined,
    conversationId?: string,
  ): Promise<readonly ConversationItem[]>;
  /** In one step, behind all that is there: nothing of another turn comes between. Takes all of them or none. */
  append(
    id: string,
    owner: string | undefined,
    items: readonly ConversationItem[],
    nowMs: number,
  ): Promise<"appended" | "full" | "missing">;
  /** False where there was no such item. */
  removeItem(id: string, itemId: string, owner: string | undefined): Promise<boolean>;

  /** Takes out at most `limit` whose time is over; says how many they were. */
  purge(nowMs: number, limit: number): Promise<number>;
}
