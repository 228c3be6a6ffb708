import type { KeyHash } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";

/** What was said in one turn: the items that a client sent with it, and those of the answer. */
export interface Turn {
  readonly responseId: string;
  readonly input: readonly JsonObject[];
  readonly output: readonly JsonObject[];
}

/** An answer that is kept here, because no provider does. */
export interface StoredResponse {
  readonly id: string;
  /** See `ownerOf`: to everyone else it is not there. */
  readonly owner: string;
  readonly keyHash: KeyHash;
  /** The public name of the model that was asked. */
  readonly model: string;
  /** The answer it goes on from, kept here too. */
  readonly previousId: string | null;
  /** `completed` or `incomplete`; of one that was written in background also `failed` or `cancelled`. */
  readonly status: string;
  /** Without what the turns before it said. */
  readonly input: readonly JsonObject[];
  readonly output: readonly JsonObject[];
  /** The answer as it was sent, without its output. */
  readonly body: JsonObject;
  readonly createdAtMs: number;
}

/** An answer that its provider is still at work on. It is charged once, by whoever learns first that it is over. */
export interface PendingResponse extends Pick<StoredResponse, "id" | "owner" | "keyHash" | "model" | "createdAtMs"> {
  readonly dueAtMs: number;
  /** What is to be told of it, as JSON: a usage event with an estimate in it. */
  readonly event: string;
}

/** An answer lives as long as at OpenAI, and every answer that it builds on as long as itself. */
export const KEPT_MS = 30 * 86_400_000;

/** Every method throws `store_unavailable` when it cannot answer. Without an owner, everybody's are found. */
export interface ResponseStore {
  save(response: StoredResponse): Promise<void>;
  /** The answer as it was sent; undefined also where it is another owner's. */
  find(id: string, owner: string | undefined): Promise<JsonObject | undefined>;
  /** The items of several answers, in no order; none of those that are not there, or another owner's. */
  findOutputs(ids: readonly string[], owner: string | undefined): Promise<readonly JsonObject[]>;
  /** The turns that lead to an answer and its own, the oldest first; undefined where one of them is not there. */
  findTurns(id: string, owner: string | undefined): Promise<readonly Turn[] | undefined>;
  /** False where there was none of this owner. What goes on from it cannot be gone on from any more. */
  remove(id: string, owner: string | undefined): Promise<boolean>;
  /** Takes out at most `limit` whose time is over; says how many they were. */
  purge(nowMs: number, limit: number): Promise<number>;

  follow(pending: PendingResponse): Promise<void>;
  /** The event of one that was followed, which from now on is nobody else's to tell; undefined where there is none. */
  take(id: string): Promise<string | undefined>;
  /** Those that are to be looked at, the longest due first. */
  due(nowMs: number, limit: number): Promise<readonly Pick<PendingResponse, "id" | "model" | "createdAtMs">[]>;
  postpone(id: string, dueAtMs: number): Promise<void>;
}
