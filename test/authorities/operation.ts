import type { Checkpoint, Revoke, Settle, Shrink, Take } from "../../src/counters/command.ts";
import type { OutboxEntry } from "../../src/store/counter-store.ts";

/** What can be asked of an authority, at an instant of a virtual clock that may step back. */
export type Operation = { readonly atMs: number } & (
  | Take
  | Checkpoint
  | Shrink
  | (Settle & { readonly entry?: OutboxEntry })
  | Revoke
  | { readonly op: "sweep" }
  | { readonly op: "peek"; readonly max: number }
  | { readonly op: "forget"; readonly ids: readonly string[] }
);

/** Plays operations one after the other on a shard that nobody used before; an answer is JSON text. */
export interface Authority {
  play(shard: string, operations: readonly Operation[]): Promise<readonly string[]>;
}
