import { createResponseSeal } from "../../src/auth/response-seal.ts";
import type { KeptResponses } from "../../src/pipeline/keep-answer.ts";
import type {
  ConversationItem,
  ConversationStore,
  ItemQuery,
  StoredConversation,
} from "../../src/store/conversation-store.ts";
import type { PendingResponse, ResponseStore, StoredResponse } from "../../src/store/response-store.ts";

interface Row {
  readonly conversation: StoredConversation;
  items: readonly ConversationItem[];
}

/** A store of conversations that forgets with the process, and takes as much as it is given. */
class MemoryConversationStore implements ConversationStore {
  readonly rows = new Map<string, Row>();

  create(conversation: StoredConversation, items: readonly ConversationItem[]): Promise<void> {
    this.rows.set(conversation.id, { conversation, items });
    return Promise.resolve();
  }

  find(id: string, owner: string | undefined) {
    return Promise.resolve(this.#own(id, owner)?.conversation);
  }

  async update(id: string, owner: string | undefined, metadata: Readonly<Record<string, string>>) {
    const row = this.#own(id, owner);
    if (row !== undefined) await this.create({ ...row.conversation, metadata }, row.items);
    return await this.find(id, owner);
  }

  remove(id: string, owner: string | undefined) {
    return Promise.resolve(this.#own(id, owner) !== undefined && this.rows.delete(id));
  }

  read(id: string, owner: string | undefined) {
    return Promise.resolve(this.#own(id, owner)?.items);
  }

  list(id: string, owner: string | undefined, { order, limit, after }: ItemQuery) {
    const row = this.#own(id, owner);
    if (row === undefined) return Promise.resolve(undefined);
    const items = order === "asc" ? row.items : row.items.toReversed();
    const seen = after === undefined ? -1 : items.findIndex((item) => item.id === after);
    if (after !== undefined && seen < 0) return Promise.resolve("no-such-item" as const);
    const rest = items.slice(seen + 1);
    return Promise.resolve({ items: rest.slice(0, limit), hasMore: rest.length > limit });
  }

  findItems(itemIds: readonly string[], owner: string | undefined, conversationId?: string) {
    const found = (conversationId === undefined ? [...this.rows.keys()] : [conversationId])
      .flatMap((id) => this.#own(id, owner)?.items ?? [])
      .filter(({ id }) => itemIds.includes(id));
    return Promise.resolve([...new Map(found.map((item) => [item.id, item])).values()]);
  }

  append(
    id: string,
    owner: string | undefined,
    items: readonly ConversationItem[],
  ): ReturnType<ConversationStore["append"]> {
    const row = this.#own(id, owner);
    if (row !== undefined) row.items = [...row.items, ...items];
    return Promise.resolve(row === undefined ? "missing" : "appended");
  }

  removeItem(id: string, itemId: string, owner: string | undefined) {
    const row = this.#own(id, owner);
    const rest = row?.items.filter((item) => item.id !== itemId) ?? [];
    const isThere = row !== undefined && rest.length < row.items.length;
    if (row !== undefined) row.items = rest;
    return Promise.resolve(isThere);
  }

  purge() {
    return Promise.resolve(0);
  }

  #own(id: string, owner: string | undefined): Row | undefined {
    const row = this.rows.get(id);
    return owner === undefined || row?.conversation.owner === owner ? row : undefined;
  }
}

/** A store of answers that forgets with the process. */
export class MemoryResponseStore implements ResponseStore {
  readonly rows = new Map<string, StoredResponse>();

  save(response: StoredResponse): Promise<void> {
    this.rows.set(response.id, response);
    return Promise.resolve();
  }

  find(id: string, owner: string | undefined) {
    const row = this.#own(id, owner);
    return Promise.resolve(row && { ...row.body, output: row.output });
  }

  findOutputs(ids: readonly string[], owner: string | undefined) {
    return Promise.resolve(ids.flatMap((id) => this.#own(id, owner)?.output ?? []));
  }

  findTurns(id: string, owner: string | undefined) {
    const turns: StoredResponse[] = [];
    for (let next: string | null = id; next !== null;) {
      const row = this.#own(next, owner);
      if (row === undefined) return Promise.resolve(undefined);
      turns.unshift(row);
      next = row.previousId;
    }
    return Promise.resolve(turns.map(({ id: responseId, input, output }) => ({ responseId, input, output })));
  }

  remove(id: string, owner: string | undefined) {
    return Promise.resolve(this.#own(id, owner) !== undefined && this.rows.delete(id));
  }

  purge() {
    return Promise.resolve(0);
  }

  readonly pending = new Map<string, PendingResponse>();

  follow(pending: PendingResponse): Promise<void> {
    this.pending.set(pending.id, pending);
    return Promise.resolve();
  }

  take(id: string) {
    const event = this.pending.get(id)?.event;
    this.pending.delete(id);
    return Promise.resolve(event);
  }

  due(nowMs: number, limit: number) {
    return Promise.resolve([...this.pending.values()].filter(({ dueAtMs }) => dueAtMs <= nowMs).slice(0, limit));
  }

  postpone(id: string, dueAtMs: number): Promise<void> {
    const pending = this.pending.get(id);
    if (pending !== undefined) this.pending.set(id, { ...pending, dueAtMs });
    return Promise.resolve();
  }

  #own(id: string, owner: string | undefined): StoredResponse | undefined {
    const row = this.rows.get(id);
    return owner === undefined || row?.owner === owner ? row : undefined;
  }
}

interface KeptInMemory extends KeptResponses {
  readonly store: MemoryResponseStore;
  readonly conversations: MemoryConversationStore;
}

export const keptResponses = (): KeptInMemory => ({
  seal: createResponseSeal(["a secret of tests"]),
  store: new MemoryResponseStore(),
  conversations: new MemoryConversationStore(),
});
