import { createResponseSeal } from "../../src/auth/response-seal.ts";
import type { KeptResponses } from "../../src/pipeline/keep-answer.ts";
import type { PendingResponse, ResponseStore, StoredResponse } from "../../src/store/response-store.ts";

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

export const keptResponses = (): KeptResponses & { readonly store: MemoryResponseStore } => ({
  seal: createResponseSeal(["a secret of tests"]),
  store: new MemoryResponseStore(),
});
