import type { Caller } from "../core/caller.ts";
import type { ErrorCode } from "../core/errors.ts";
import type { RequestId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import type { StoredResponse } from "./response-store.ts";

/** A request whose client does not wait for the answer. Its caller is known by the hash of a key: no key is in here. */
export interface BackgroundJob {
  readonly requestId: RequestId;
  readonly caller: Caller;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What is kept of it, whatever becomes of it. */
  readonly row: Omit<StoredResponse, "status" | "output" | "body">;
  /** The answer as it is before anything is known of it. */
  readonly queued: JsonObject;
}

/** An event of the answer's stream, under the number that clients go on from. */
export interface NumberedFrame {
  readonly sequence: number;
  /** As it is written on the wire. */
  readonly text: string;
}

/** What outlives the object that writes an answer. */
export type KeptJob = Pick<BackgroundJob, "row" | "queued">;

export interface RunEnd {
  readonly answer: JsonObject;
  readonly frames: readonly NumberedFrame[];
}

/** What a `GatewayError` is made of, where it has to travel. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly param: string | undefined;
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Answers that are written when their clients have left: known here while they are written, and for an hour after. Every
 * method throws `store_unavailable` when it cannot answer; without an owner, everybody's are found.
 */
export interface BackgroundRuns {
  /** Undefined once the request was let in: from then on it is answered, whatever becomes of the caller. */
  start(job: BackgroundJob): Promise<Refusal | undefined>;
  /** The answer as far as it is known. */
  look(id: string, owner: string | undefined): Promise<JsonObject | undefined>;
  /** The events behind this number, and those that are still to come. */
  follow(id: string, owner: string | undefined, after: number): Promise<ReadableStream<Uint8Array> | undefined>;
  /** What there is of the answer; one that is over stays as it is. */
  cancel(id: string, owner: string | undefined): Promise<JsonObject | undefined>;
  /** Ends it, and leaves nothing of it. False where there was none. */
  remove(id: string, owner: string | undefined): Promise<boolean>;
}
