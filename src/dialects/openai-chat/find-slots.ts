import { isObject, numberOf, textOf, type JsonObject } from "../../core/json.ts";

/** One tool call of a stream, numbered in the order the calls begin. */
export interface Slot {
  readonly number: number;
  readonly id: string | undefined;
}

export interface SlotFinder {
  find(call: JsonObject): Slot;
  /** Undefined for a `function_call` that continues nothing and has no name: some services send one as filler. */
  findLegacy(call: JsonObject): Slot | undefined;
  count(): number;
}

/**
 * Says which tool call a delta continues. OpenAI numbers the calls; Mistral leaves the number out and sends each
 * call whole; Gemini's compatible endpoint has given every call the number 0. So a new id that comes with a name
 * begins a new call whatever its number, and a delta without a number continues the call of its id, or the last.
 */
export function findSlots(): SlotFinder {
  const byIndex = new Map<number, Slot>();
  const byId = new Map<string, Slot>();
  let last: Slot | undefined;
  let legacy: Slot | undefined;
  let count = 0;

  const begin = (id: string | undefined): Slot => ({ number: count++, id });

  function findKnown(index: number | undefined, id: string | undefined, isNamed: boolean): Slot | undefined {
    if (index === undefined && id === undefined) return isNamed ? undefined : last;
    const known = index === undefined ? byId.get(id ?? "") : byIndex.get(index);
    const isOther = isNamed && id !== undefined && known?.id !== undefined && known.id !== id;
    return isOther ? undefined : known;
  }

  return {
    find(call) {
      const index = numberOf(call.index);
      const id = textOf(call.id) || undefined;
      const slot = findKnown(index, id, isObject(call.function) && isNamed(call.function)) ?? begin(id);
      if (index !== undefined) byIndex.set(index, slot);
      if (slot.id !== undefined) byId.set(slot.id, slot);
      return (last = slot);
    },
    findLegacy(call) {
      if (isNamed(call)) legacy ??= begin(undefined);
      return legacy;
    },
    count: () => count,
  };
}

const isNamed = (target: JsonObject): boolean => Boolean(textOf(target.name));
