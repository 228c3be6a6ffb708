import { cancelBatch, makeBatch, showBatch } from "../../batches/make-batch.ts";
import { deleteFile } from "./delete-held.ts";
import { type HeldRequest, subjectOf } from "./held-request.ts";
import { cancelUpload, completeUpload, putPart, startUpload } from "./hold-upload.ts";
import { putFile } from "./put-file.ts";
import { readContent } from "./read-content.ts";

/** What the gateway itself can do with what it keeps. Each rejects with `GatewayError`. */
export const HELD_ACTS = {
  "put-file": putFile,
  show: async (asked) => Promise.resolve(Response.json(subjectOf(asked).body)),
  "show-batch": showBatch,
  "delete-file": deleteFile,
  "read-content": readContent,
  "make-batch": makeBatch,
  "cancel-batch": cancelBatch,
  "start-upload": startUpload,
  "put-part": putPart,
  "complete-upload": completeUpload,
  "cancel-upload": cancelUpload,
} as const satisfies Record<string, (asked: HeldRequest) => Promise<Response>>;

export type HeldAct = keyof typeof HELD_ACTS;
