import { and, asc, eq, inArray, lte, max, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { parseObject, textOf } from "../../core/json.ts";
import {
  CONVERSATION_CHARS_MAX,
  CONVERSATION_KEPT_MS,
  type Conversation,
  type ConversationItem,
  type ConversationStore,
  type ItemPage,
  type ItemQuery,
  type StoredConversation,
} from "../conversation-store.ts";
import { askD1 } from "./ask-d1.ts";
import { packItems, type PackedItems } from "./pack-items.ts";
import { conversationItems as items, conversations } from "./schema.ts";
import { within } from "./within.ts";

export class D1ConversationStore implements ConversationStore {
  readonly #db;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
  }

  async create(conversation: StoredConversation, added: readonly ConversationItem[]): Promise<void> {
    const db = this.#db;
    const { id, createdAtMs } = conversation;
    const packed = packItems(added);
    const { count: nextPosition, chars } = packed;
    const row = { ...conversation, nextPosition, chars, expiresAtMs: createdAtMs + CONVERSATION_KEPT_MS };
    await askD1(async () => await db.batch([db.insert(conversations).values(row), ...this.#add(id, packed)]));
  }

  async find(id: string, owner: string | undefined): Promise<Conversation | undefined> {
    const [found] = await askD1(async () => await this.#db.select(HEAD).from(conversations).where(isTheirs(id, owner)));
    return found;
  }

  async update(
    id: string,
    owner: string | undefined,
    metadata: Conversation["metadata"],
  ): Promise<Conversation | undefined> {
    const [updated] = await askD1(
      async () => await this.#db.update(conversations).set({ metadata }).where(isTheirs(id, owner)).returning(HEAD),
    );
    return updated;
  }

  async remove(id: string, owner: string | undefined): Promise<boolean> {
    return (await this.#takeOut(this.#own(id, owner))) > 0;
  }

  async read(id: string, owner: string | undefined): Promise<readonly ConversationItem[] | undefined> {
    const db = this.#db;
    const [[found], pieces] = await askD1(
      async () =>
        await db.batch([
          this.#own(id, owner),
          db
            .select(PIECE)
            .from(items)
            .where(inArray(items.conversationId, this.#own(id, owner)))
            .orderBy(...IN_ORDER),
        ]),
    );
    return found && join(pieces);
  }

  async list(
    id: string,
    owner: string | undefined,
    { order, limit, after }: ItemQuery,
  ): Promise<ItemPage | "no-such-item" | undefined> {
    const db = this.#db;
    const own = this.#own(id, owner);
    const isBeyond = order === "asc" ? sql.raw(">") : sql.raw("<");
    const isSeen = and(inArray(items.conversationId, own), eq(items.itemId, after ?? ""), eq(items.piece, 0));
    const seen = db.select({ position: items.position }).from(items).where(isSeen);
    const page = sql`(
      select ${items.position} from ${items}
      where ${items.conversationId} = ${id} and ${items.piece} = 0
        ${after === undefined ? sql`` : sql`and ${items.position} ${isBeyond} (${seen})`}
      order by ${items.position} ${sql.raw(order)} limit ${limit + 1})`;
    const [[found], [last], pieces] = await askD1(
      async () =>
        await db.batch([
          this.#own(id, owner),
          seen,
          db
            .select(PIECE)
            .from(items)
            .where(and(inArray(items.conversationId, own), sql`${items.position} in ${page}`))
            .orderBy(...IN_ORDER),
        ]),
    );
    if (found === undefined) return undefined;
    if (after !== undefined && last === undefined) return "no-such-item";
    const listed = order === "asc" ? join(pieces) : join(pieces).toReversed();
    return { items: listed.slice(0, limit), hasMore: listed.length > limit };
  }

  async findItems(
    itemIds: readonly string[],
    owner: string | undefined,
    conversationId?: string,
  ): Promise<readonly ConversationItem[]> {
    const isOwn = owner === undefined ? undefined : eq(conversations.owner, owner);
    const isIn = conversationId === undefined ? undefined : eq(items.conversationId, conversationId);
    // Clients choose ids: only one of those that share one is read. With the greatest value, SQLite gives the row that it is of.
    const latest = this.#db
      .select({
        itemId: items.itemId,
        conversationId: items.conversationId,
        usedAtMs: max(conversations.expiresAtMs).as("used_at_ms"),
      })
      .from(items)
      .innerJoin(conversations, eq(conversations.id, items.conversationId))
      .where(and(sql`${items.itemId} in ${within(itemIds)}`, isOwn, isIn))
      .groupBy(items.itemId)
      .as("latest");
    const pieces = await askD1(
      async () =>
        await this.#db
          .select(PIECE)
          .from(items)
          .innerJoin(latest, and(eq(items.itemId, latest.itemId), eq(items.conversationId, latest.conversationId)))
          .orderBy(...IN_ORDER),
    );
    return [...Map.groupBy(pieces, (piece) => piece.conversationId).values()].flatMap(join);
  }

  async append(
    id: string,
    owner: string | undefined,
    added: readonly ConversationItem[],
    nowMs: number,
  ): Promise<"appended" | "full" | "missing"> {
    const db = this.#db;
    const packed = packItems(added);
    const { count, chars } = packed;
    const isRoom = lte(sql`${conversations.chars} + ${chars}`, CONVERSATION_CHARS_MAX);
    const taken = {
      nextPosition: sql`${conversations.nextPosition} + ${count}`,
      chars: sql`${conversations.chars} + ${chars}`,
      expiresAtMs: nowMs + CONVERSATION_KEPT_MS,
    };
    const [[appended], [found]] = await askD1(
      async () =>
        await db.batch([
          db
            .update(conversations)
            .set(taken)
            .where(and(isTheirs(id, owner), isRoom))
            .returning({ id: conversations.id }),
          this.#own(id, owner),
          ...this.#add(id, packed),
        ]),
    );
    if (appended !== undefined) return "appended";
    return found === undefined ? "missing" : "full";
  }

  async removeItem(id: string, itemId: string, owner: string | undefined): Promise<boolean> {
    const db = this.#db;
    const isIt = and(inArray(items.conversationId, this.#own(id, owner)), eq(items.itemId, itemId));
    const freed = db
      .select({ chars: sql`coalesce(sum(${items.chars}), 0)` })
      .from(items)
      .where(isIt);
    const [, removed] = await askD1(
      async () =>
        await db.batch([
          db
            .update(conversations)
            .set({ chars: sql`${conversations.chars} - (${freed})` })
            .where(isTheirs(id, owner)),
          db.delete(items).where(isIt).returning({ itemId: items.itemId }),
        ]),
    );
    return removed.length > 0;
  }

  async purge(nowMs: number, limit: number): Promise<number> {
    const over = this.#db
      .select({ id: conversations.id })
      .from(conversations)
      .where(lte(conversations.expiresAtMs, nowMs))
      .orderBy(asc(conversations.expiresAtMs), asc(conversations.id))
      .limit(limit);
    return await this.#takeOut(over);
  }

  #own(id: string, owner: string | undefined) {
    return this.#db.select({ id: conversations.id }).from(conversations).where(isTheirs(id, owner));
  }

  /** Behind the statement that made room for them in the conversation: where that changed nothing, nothing is added. */
  #add(id: string, { count, packs }: PackedItems) {
    return packs.map((pack) =>
      // The columns of the table, in their order.
      this.#db.insert(items).select(sql`
        select ${id}, ${conversations.nextPosition} - ${count} + (value ->> 0), value ->> 1, value ->> 2, value ->> 3, value ->> 4
        from ${conversations}, json_each(${pack})
        where ${conversations.id} = ${id} and changes() > 0`),
    );
  }

  async #takeOut(ids: SQLWrapper): Promise<number> {
    const db = this.#db;
    const [, removed] = await askD1(
      async () =>
        await db.batch([
          db.delete(items).where(inArray(items.conversationId, ids)),
          db.delete(conversations).where(inArray(conversations.id, ids)).returning({ id: conversations.id }),
        ]),
    );
    return removed.length;
  }
}

const HEAD = {
  id: conversations.id,
  metadata: conversations.metadata,
  createdAtMs: conversations.createdAtMs,
};

const PIECE = { conversationId: items.conversationId, position: items.position, text: items.text };
const IN_ORDER = [asc(items.conversationId), asc(items.position), asc(items.piece)] as const;

const isTheirs = (id: string, owner: string | undefined): SQL | undefined =>
  and(eq(conversations.id, id), owner === undefined ? undefined : eq(conversations.owner, owner));

/** The items of one conversation whose pieces these are. */
const join = (pieces: readonly { readonly position: number; readonly text: string }[]): readonly ConversationItem[] =>
  [...Map.groupBy(pieces, ({ position }) => position).values()].flatMap((own) => {
    const item = parseObject(own.map(({ text }) => text).join(""));
    const id = textOf(item?.["id"]);
    return id === undefined ? [] : [{ ...item, id }];
  });
