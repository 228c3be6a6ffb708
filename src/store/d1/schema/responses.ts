import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { KeyHash } from "../../../core/ids.ts";

/** Answers that are kept here, so that a conversation can go on from them with any provider. */
export const storedResponses = sqliteTable(
  "stored_responses",
  {
    id: text("id").primaryKey(),
    owner: text("owner").notNull(),
    keyHash: text("key_hash").$type<KeyHash>().notNull(),
    model: text("model").notNull(),
    previousId: text("previous_id"),
    status: text("status").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
  },
  (responses) => [index("stored_responses_expiry").on(responses.expiresAtMs)],
);

/** The texts of a kept answer, in pieces: a row of D1 holds two megabytes. */
export const storedResponseParts = sqliteTable(
  "stored_response_parts",
  {
    responseId: text("response_id").notNull(),
    /** What it is a piece of. */
    part: text("part").$type<"input" | "output" | "response">().notNull(),
    position: integer("position").notNull(),
    text: text("text").notNull(),
  },
  (parts) => [primaryKey({ columns: [parts.responseId, parts.part, parts.position] })],
);

/** Conversations of Responses, which any provider can go on with. */
export const conversations = sqliteTable(
  "conversations",
  {
    id: text("id").primaryKey(),
    owner: text("owner").notNull(),
    keyHash: text("key_hash").$type<KeyHash>().notNull(),
    metadata: text("metadata", { mode: "json" }).$type<Readonly<Record<string, string>>>().notNull(),
    /** Of the item that comes next. */
    nextPosition: integer("next_position").notNull(),
    /** Of all items, as JSON. */
    chars: integer("chars").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
  },
  (all) => [index("conversations_expiry").on(all.expiresAtMs)],
);

/** Their items as JSON, in pieces: a row of D1 holds two megabytes. */
export const conversationItems = sqliteTable(
  "conversation_items",
  {
    conversationId: text("conversation_id").notNull(),
    position: integer("position").notNull(),
    /** Of the item, from 0. */
    piece: integer("piece").notNull(),
    itemId: text("item_id").notNull(),
    text: text("text").notNull(),
    /** Of this piece. */
    chars: integer("chars").notNull(),
  },
  (items) => [
    primaryKey({ columns: [items.conversationId, items.position, items.piece] }),
    // Items are also named without their conversation.
    uniqueIndex("conversation_items_item").on(items.itemId, items.conversationId, items.piece),
  ],
);
