import { and, asc, eq, inArray, lt, lte, ne, type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { objectsOf, parseJson, parseObject, type JsonObject } from "../../core/json.ts";
import {
  KEPT_MS,
  type PendingResponse,
  type ResponseStore,
  type StoredResponse,
  type Turn,
} from "../response-store.ts";
import { askD1 } from "./ask-d1.ts";
import { cutText } from "../cut-text.ts";
import { storedResponseParts, storedResponses } from "./schema.ts";
import { within } from "./within.ts";

/** What an answer builds on is not written for every turn of a day. */
const RENEWED_AFTER_MS = 86_400_000;

type Part = "input" | "output" | "response";
interface Piece {
  readonly responseId: string;
  readonly part: Part;
  readonly text: string;
}

export class D1ResponseStore implements ResponseStore {
  readonly #db;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
  }

  async save({ input, output, body, ...row }: StoredResponse): Promise<void> {
    const db = this.#db;
    const expiresAtMs = row.createdAtMs + KEPT_MS;
    const pieces = [
      ...cut(row.id, "input", JSON.stringify(input)),
      ...cut(row.id, "output", JSON.stringify(output)),
      ...cut(row.id, "response", JSON.stringify(body)),
    ];
    // A batch is one transaction.
    await askD1(
      async () =>
        await db.batch([
          db.insert(storedResponses).values({ ...row, expiresAtMs }),
          ...pieces.map((piece) => db.insert(storedResponseParts).values(piece)),
          ...(row.previousId === null ? [] : [this.#renew(row.previousId, expiresAtMs)]),
        ]),
    );
  }

  async find(id: string, owner: string | undefined): Promise<JsonObject | undefined> {
    const pieces = await askD1(
      async () =>
        await this.#db
          .select(PIECE)
          .from(storedResponseParts)
          .innerJoin(storedResponses, eq(storedResponses.id, storedResponseParts.responseId))
          .where(
            and(eq(storedResponses.id, id), isTheirs(owner), inArray(storedResponseParts.part, ["output", "response"])),
          )
          .orderBy(asc(storedResponseParts.position)),
    );
    const body = parseObject(join(pieces, "response"));
    return body && { ...body, output: listOf(join(pieces, "output")) };
  }

  async findOutputs(ids: readonly string[], owner: string | undefined): Promise<readonly JsonObject[]> {
    const pieces = await askD1(
      async () =>
        await this.#db
          .select(PIECE)
          .from(storedResponseParts)
          .innerJoin(storedResponses, eq(storedResponses.id, storedResponseParts.responseId))
          .where(
            and(sql`${storedResponses.id} in ${within(ids)}`, isTheirs(owner), eq(storedResponseParts.part, "output")),
          )
          .orderBy(asc(storedResponseParts.position)),
    );
    const piecesOf = Map.groupBy(pieces, ({ responseId }) => responseId);
    return [...piecesOf.values()].flatMap((own) => listOf(join(own, "output")));
  }

  async findTurns(id: string, owner: string | undefined): Promise<readonly Turn[] | undefined> {
    const db = this.#db;
    const isOfChain = isIn(chainOf(id, owner));
    const [rows, pieces] = await askD1(
      async () =>
        await db.batch([
          db
            .select({ id: storedResponses.id, previousId: storedResponses.previousId })
            .from(storedResponses)
            .where(isOfChain(storedResponses.id)),
          db
            .select(PIECE)
            .from(storedResponseParts)
            .where(and(isOfChain(storedResponseParts.responseId), ne(storedResponseParts.part, "response")))
            .orderBy(asc(storedResponseParts.position)),
        ]),
    );
    const previousOf = new Map(rows.map((row) => [row.id, row.previousId]));
    const piecesOf = Map.groupBy(pieces, ({ responseId }) => responseId);
    const turns: Turn[] = [];
    for (let next: string | null = id; next !== null;) {
      const previousId = previousOf.get(next);
      if (previousId === undefined) return undefined;
      const own = piecesOf.get(next) ?? [];
      turns.push({ responseId: next, input: listOf(join(own, "input")), output: listOf(join(own, "output")) });
      next = previousId;
    }
    return turns.toReversed();
  }

  async remove(id: string, owner: string | undefined): Promise<boolean> {
    const db = this.#db;
    const own = db
      .select({ id: storedResponses.id })
      .from(storedResponses)
      .where(and(eq(storedResponses.id, id), isTheirs(owner)));
    const [, removed] = await askD1(
      async () =>
        await db.batch([
          db.delete(storedResponseParts).where(inArray(storedResponseParts.responseId, own)),
          db.delete(storedResponses).where(inArray(storedResponses.id, own)).returning({ id: storedResponses.id }),
        ]),
    );
    return removed.length > 0;
  }

  async purge(nowMs: number, limit: number): Promise<number> {
    const db = this.#db;
    const over = db
      .select({ id: storedResponses.id })
      .from(storedResponses)
      .where(and(lte(storedResponses.expiresAtMs, nowMs), ne(storedResponses.status, PENDING)))
      .orderBy(asc(storedResponses.expiresAtMs), asc(storedResponses.id))
      .limit(limit);
    const [, removed] = await askD1(
      async () =>
        await db.batch([
          db.delete(storedResponseParts).where(inArray(storedResponseParts.responseId, over)),
          db.delete(storedResponses).where(inArray(storedResponses.id, over)).returning({ id: storedResponses.id }),
        ]),
    );
    return removed.length;
  }

  async follow({ event, dueAtMs, ...row }: PendingResponse): Promise<void> {
    const db = this.#db;
    const part = { responseId: row.id, part: "response" as const, position: 0, text: event };
    await askD1(
      async () =>
        await db.batch([
          db.insert(storedResponses).values({ ...row, status: PENDING, expiresAtMs: dueAtMs }),
          db.insert(storedResponseParts).values(part),
        ]),
    );
  }

  async take(id: string): Promise<string | undefined> {
    const db = this.#db;
    const pending = db.select({ id: storedResponses.id }).from(storedResponses).where(isPending(id));
    const [[taken]] = await askD1(
      async () =>
        await db.batch([
          db
            .delete(storedResponseParts)
            .where(inArray(storedResponseParts.responseId, pending))
            .returning({ text: storedResponseParts.text }),
          db.delete(storedResponses).where(isPending(id)),
        ]),
    );
    return taken?.text;
  }

  async due(nowMs: number, limit: number): Promise<readonly Pick<PendingResponse, "id" | "model" | "createdAtMs">[]> {
    const { id, model, createdAtMs, expiresAtMs, status } = storedResponses;
    return await askD1(
      async () =>
        await this.#db
          .select({ id, model, createdAtMs })
          .from(storedResponses)
          .where(and(lte(expiresAtMs, nowMs), eq(status, PENDING)))
          .orderBy(asc(expiresAtMs), asc(id))
          .limit(limit),
    );
  }

  async postpone(id: string, dueAtMs: number): Promise<void> {
    await askD1(async () => await this.#db.update(storedResponses).set({ expiresAtMs: dueAtMs }).where(isPending(id)));
  }

  #renew(id: string, expiresAtMs: number) {
    return this.#db
      .update(storedResponses)
      .set({ expiresAtMs })
      .where(
        and(
          isIn(chainOf(id, undefined))(storedResponses.id),
          lt(storedResponses.expiresAtMs, expiresAtMs - RENEWED_AFTER_MS),
        ),
      );
  }
}

/** The status of what a provider is still at work on. Its time is over when somebody is to look at it. */
const PENDING = "pending";

const isPending = (id: string): SQL | undefined => and(eq(storedResponses.id, id), eq(storedResponses.status, PENDING));

const PIECE = {
  responseId: storedResponseParts.responseId,
  part: storedResponseParts.part,
  text: storedResponseParts.text,
};

const isTheirs = (owner: string | undefined): SQL | undefined =>
  owner === undefined ? undefined : eq(storedResponses.owner, owner);

/** The ids of an answer and of all that it builds on; what is another owner's is not among them. */
function chainOf(id: string, owner: string | undefined): SQL {
  const isOwn = owner === undefined ? sql`true` : sql`owner = ${owner}`;
  return sql`
  with recursive chain (id, previous_id) as (
    select id, previous_id from stored_responses where id = ${id} and ${isOwn}
    union
    select earlier.id, earlier.previous_id
    from chain join stored_responses as earlier on earlier.id = chain.previous_id and ${isOwn}
  )
  select id from chain`;
}

const isIn =
  (ids: SQL) =>
  (column: SQLiteColumn): SQL =>
    sql`${column} in (${ids})`;

const cut = (responseId: string, part: Part, text: string) =>
  cutText(text).map((piece, position) => ({ responseId, part, position, text: piece }));

const join = (pieces: readonly Pick<Piece, "part" | "text">[], wanted: Part): string =>
  pieces
    .filter(({ part }) => part === wanted)
    .map(({ text }) => text)
    .join("");

const listOf = (text: string): readonly JsonObject[] => objectsOf(parseJson(text));
