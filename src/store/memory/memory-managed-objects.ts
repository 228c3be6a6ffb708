import type { ManagedKind, ManagedObject, ManagedObjects, ObjectChange, ObjectPage } from "../managed-objects.ts";

/** For tests, and for a gateway that keeps nothing beyond its own life. */
export class MemoryManagedObjects implements ManagedObjects {
  readonly #objects = new Map<string, ManagedObject>();

  async insert(objects: readonly ManagedObject[]): Promise<void> {
    for (const object of objects) if (!this.#objects.has(object.id)) this.#objects.set(object.id, object);
  }

  async find(ids: readonly string[], owner?: string): Promise<readonly ManagedObject[]> {
    return this.#all().filter((object) => ids.includes(object.id) && (owner === undefined || object.owner === owner));
  }

  async list(
    owner: string,
    kind: ManagedKind,
    { limit, after, purpose, oldestFirst = false }: ObjectPage,
  ): Promise<readonly ManagedObject[]> {
    const theirs = this.#all()
      .filter((object) => object.owner === owner && object.kind === kind)
      .toSorted((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
    const ordered = oldestFirst ? theirs : theirs.toReversed();
    const seen = ordered.findIndex(({ id }) => id === after);
    if (after !== undefined && seen < 0) return [];
    return ordered
      .slice(seen + 1)
      .filter(({ body }) => purpose === undefined || body["purpose"] === purpose)
      .slice(0, limit);
  }

  async change(id: string, change: ObjectChange): Promise<void> {
    const object = this.#objects.get(id);
    if (object !== undefined) this.#objects.set(id, { ...object, ...change });
  }

  async remove(id: string): Promise<void> {
    this.#objects.delete(id);
  }

  async due(nowMs: number, limit: number): Promise<readonly ManagedObject[]> {
    return this.#all()
      .filter(({ dueAtMs }) => dueAtMs !== null && dueAtMs <= nowMs)
      .toSorted((a, b) => (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0))
      .slice(0, limit);
  }

  #all(): readonly ManagedObject[] {
    return [...this.#objects.values()];
  }
}
