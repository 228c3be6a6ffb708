import { isArray, isObject, textOf, type Json, type JsonObject } from "../../core/json.ts";
import type { ManagedKind } from "../../store/managed-objects.ts";

/** Fields of OpenAI's API that hold an id, or a list of them, at whichever depth. */
const KIND_OF_FIELD: Readonly<Record<string, ManagedKind>> = {
  file_id: "file",
  file_ids: "file",
  input_file_id: "file",
  output_file_id: "file",
  error_file_id: "file",
  training_file: "file",
  validation_file: "file",
  result_files: "file",
  batch_id: "batch",
  fine_tuning_job_id: "fine_tuning_job",
  vector_store_id: "vector_store",
  vector_store_ids: "vector_store",
  container: "container",
  container_id: "container",
  assistant_id: "assistant",
  thread_id: "thread",
  remixed_from_video_id: "video",
  upload_id: "upload",
};

/** Whose `id` is one of ours: by the `object` beside it, without its `.deleted`. */
const KIND_OF_OBJECT: Readonly<Record<string, ManagedKind>> = {
  file: "file",
  batch: "batch",
  "fine_tuning.job": "fine_tuning_job",
  vector_store: "vector_store",
  // A file goes by its own id in each store that it is in.
  "vector_store.file": "file",
  container: "container",
  assistant: "assistant",
  thread: "thread",
  video: "video",
  upload: "upload",
};

/** What is the client's own, all of it. */
const OPAQUE = new Set(["attributes", "metadata"]);

/** Where people write: a text in here is no id. */
const PROSE = new Set([
  "additional_instructions",
  "arguments",
  "content",
  "description",
  "filename",
  "instructions",
  "name",
  "output",
  "prompt",
  "query",
  "text",
  "title",
  "value",
]);

/** What no word of an API looks like (`file_search`), and every id of OpenAI's and of ours does. */
const ID_LIKE =
  /^(?:file|assistant|batch|vs|asst|thread|ftjob|cntr|video|upload)[-_](?:(?=[A-Za-z]*\d)[A-Za-z0-9]{12,}|[A-Za-z]{24})$/;

export const looksLikeId = (text: string): boolean => ID_LIKE.test(text);

/**
 * A copy in which `visit` has rewritten every text that may be an id. It is told the kind where the place says it; elsewhere
 * it meets every text but prose. `kind` is that of a value at the top: of its `id`, or of a bare text.
 */
export function mapIds<T extends Json>(
  value: T,
  visit: (text: string, kind: ManagedKind | undefined) => string,
  kind?: ManagedKind,
): T {
  const mapFields = (body: JsonObject, own: ManagedKind | undefined): JsonObject => {
    const object = textOf(body["object"])?.replace(/\.deleted$/, "") ?? "";
    const entries = Object.entries(body).map(([field, held]): [string, Json | undefined] => {
      if (held === undefined || OPAQUE.has(field) || (PROSE.has(field) && isText(held))) return [field, held];
      if (field === "id") return [field, map(held, own ?? kindIn(KIND_OF_OBJECT, object))];
      return [field, map(held, kindIn(KIND_OF_FIELD, field))];
    });
    return Object.fromEntries(entries);
  };
  const map = (held: Json, place: ManagedKind | undefined): Json => {
    if (typeof held === "string") return held === "" ? held : visit(held, place);
    if (isArray(held)) return held.map((item) => map(item, place));
    return isObject(held) ? mapFields(held, undefined) : held;
  };
  // Rewriting changes texts alone.
  return (isObject(value) ? mapFields(value, kind) : map(value, kind)) as T;
}

const isText = (held: Json): boolean =>
  typeof held === "string" || (isArray(held) && held.every((item) => typeof item === "string"));

const kindIn = (table: Readonly<Record<string, ManagedKind>>, name: string): ManagedKind | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
