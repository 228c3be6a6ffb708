import type { Caller } from "../../../core/caller.ts";
import { GatewayError } from "../../../core/errors.ts";
import type { BatchRuns } from "../../../store/batch-runs.ts";
import type { FileStore } from "../../../store/file-store.ts";
import type { ManagedObject, ManagedObjects } from "../../../store/managed-objects.ts";
import type { Said } from "../read-said.ts";

/** What is asked about what the gateway itself keeps. */
export interface HeldRequest {
  readonly caller: Caller;
  readonly said: Said;
  readonly range: string | null;
  /** What it is about; undefined where it makes something. */
  readonly subject: ManagedObject | undefined;
  /** All that it names. */
  readonly named: readonly ManagedObject[];
  /** Where the gateway is called: `https://gateway.example`. */
  readonly origin: string;
  readonly objects: ManagedObjects;
  readonly files: FileStore;
  /** Absent where the gateway asks no batches itself. */
  readonly batches?: BatchRuns | undefined;
  readonly now: () => number;
}

export function subjectOf({ subject }: Pick<HeldRequest, "subject">): ManagedObject {
  if (subject === undefined) throw new GatewayError("internal", "A path of one object names none.");
  return subject;
}

/** Throws `invalid_request`. */
export function requireFiles(files: FileStore | undefined): FileStore {
  if (files !== undefined) return files;
  throw new GatewayError(
    "invalid_request",
    "No provider that keeps files was named, or is configured for this key, and the gateway has no bucket to keep them in. " +
      "Name a `model` or a `custom_llm_provider` that keeps files, or bind an R2 bucket as FILES in wrangler.toml.",
    { param: "custom_llm_provider" },
  );
}
