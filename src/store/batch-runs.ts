import type { Caller } from "../core/caller.ts";
import type { JsonObject } from "../core/json.ts";
import type { ManagedObject } from "./managed-objects.ts";

/** A batch whose lines the gateway itself asks of models. Its caller is known by the hash of a key: no key is in here. */
export interface BatchJob {
  /** As it was noted when it was made. */
  readonly batch: ManagedObject;
  readonly caller: Caller;
  /** Where the gateway is called: `https://gateway.example`. */
  readonly origin: string;
  /** The path that each line asks, and the file that they are in. */
  readonly endpoint: string;
  readonly input: { readonly id: string; readonly key: string; readonly bytes: number };
  readonly expiresAtMs: number;
  /** For how many seconds its files are kept; undefined is until they are deleted. */
  readonly outputSeconds?: number | undefined;
}

/**
 * validating → in_progress → finalizing → completed, expired or cancelled; or → failed, where the file is not one of lines to
 * be asked, or is gone before all of them were. Source: platform.openai.com/docs/guides/batch.
 */
export type BatchStatus =
  | "validating"
  | "in_progress"
  | "finalizing"
  | "completed"
  | "failed"
  | "expired"
  | "cancelling"
  | "cancelled";

export interface BatchProgress {
  readonly status: BatchStatus;
  /** What it is to be called when its files are written. */
  readonly endsAs: "completed" | "failed" | "expired" | "cancelled";
  /** When it came to be so, in milliseconds. */
  readonly since: Readonly<Partial<Record<BatchStatus, number>>>;
  /** Where the first line begins that nobody has looked at, and its number. */
  readonly nextByte: number;
  readonly nextLine: number;
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  /** What is wrong with its file. */
  readonly errors: readonly JsonObject[];
  readonly outputFileId: string | null;
  readonly errorFileId: string | null;
}

/** A line by its number, from 1. */
export interface BatchLine {
  readonly number: number;
  readonly text: string;
}

export type ResultKind = "output" | "error";

/** What is known of a batch between two steps of its work, whatever becomes of whoever does it. */
export interface BatchDisk {
  job: BatchJob | undefined;
  progress: BatchProgress;
  /** Lines wait to be asked, and the file is read up to here. */
  take(lines: readonly BatchLine[], progress: BatchProgress): void;
  /** One is asked, and what was begun is never begun again. */
  begin(line: number): void;
  /** But one that there was no room for. */
  postpone(line: number): void;
  end(line: number, kind: ResultKind, result: string, progress: BatchProgress): void;
  /** Those that were begun and not ended, by whoever did not get that far; read one by one, as the others. */
  cutOff(): Iterable<BatchLine>;
  waiting(): Iterable<BatchLine>;
  results(kind: ResultKind): Iterable<string>;
}

/** Every method rejects with `store_unavailable` when it cannot be done. */
export interface BatchRuns {
  start(job: BatchJob): Promise<void>;
  /** What was begun is ended, and nothing more is begun. Nothing happens where it is over. */
  cancel(id: string): Promise<void>;
  /** Sees to it that one that is not over goes on: a machine that stops may forget what it was to do next. */
  wake(id: string): Promise<void>;
}
