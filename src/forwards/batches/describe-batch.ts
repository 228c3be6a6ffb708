import type { JsonObject } from "../../core/json.ts";
import type { BatchJob, BatchProgress, BatchStatus } from "../../store/batch-runs.ts";

export const NOTHING_YET: BatchProgress = {
  status: "validating",
  endsAs: "completed",
  since: {},
  nextByte: 0,
  nextLine: 1,
  total: 0,
  completed: 0,
  failed: 0,
  errors: [],
  outputFileId: null,
  errorFileId: null,
};

const OVER: ReadonlySet<BatchStatus> = new Set(["completed", "failed", "expired", "cancelled"]);

export const isOver = ({ status }: BatchProgress): boolean => OVER.has(status);

/** A batch as OpenAI tells of it: platform.openai.com/docs/api-reference/batch/object. */
export function describeBatch({ batch, expiresAtMs }: BatchJob, progress: BatchProgress): JsonObject {
  const { status, since, total, completed, failed, errors, outputFileId, errorFileId } = progress;
  const at = (state: BatchStatus): number | null => secondsOf(since[state]);
  return {
    ...batch.body,
    status,
    errors: errors.length === 0 ? null : { object: "list", data: errors },
    output_file_id: outputFileId,
    error_file_id: errorFileId,
    expires_at: secondsOf(expiresAtMs),
    in_progress_at: at("in_progress"),
    finalizing_at: at("finalizing"),
    completed_at: at("completed"),
    failed_at: at("failed"),
    expired_at: at("expired"),
    cancelling_at: at("cancelling"),
    cancelled_at: at("cancelled"),
    request_counts: { total, completed, failed },
  };
}

const secondsOf = (ms: number | undefined): number | null => (ms === undefined ? null : Math.floor(ms / 1_000));
