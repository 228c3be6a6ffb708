import { adapters } from "../../adapters/index.ts";
import type { Forward } from "../../core/operation.ts";
import type { ForwardRequest } from "../../pipeline/forward-call.ts";
import type { ManagedKind } from "../../store/managed-objects.ts";
import type { HeldAct } from "./held/index.ts";

/**
 * create  makes an object
 * list    the caller's own, answered from what is noted
 * get     one object, which is noted anew; also what changes it
 * delete  one object, which is forgotten
 * inside  something within an object that has no life of its own
 * bytes   inside, and the answer is passed on unread
 */
type Act = "create" | "list" | "get" | "delete" | "inside" | "bytes";

export interface ResourceRow {
  readonly operation: Forward;
  /** What it makes, lists or is about; of what is within an object: whose `id` the answer bears, if it is one of ours. */
  readonly kind: ManagedKind | undefined;
  readonly act: Act;
  readonly method: ForwardRequest["method"];
  /** At the provider. A step that is an id of ours has its kind's name in it. */
  readonly path: string;
  /** The kind of what a list within an object begins after. */
  readonly items?: ManagedKind;
  /** Its `model` is one that the provider is told. */
  readonly hasModel?: true;
  /** It may be a form with a file in it. */
  readonly isForm?: true;
  /** What the gateway itself does where it keeps the object; absent where only providers keep such. */
  readonly held?: HeldAct;
}

/** Steps of paths that are ids of ours. All others are the provider's, and lead nowhere but within the object before them. */
export const STEP_KINDS: Readonly<Record<string, ManagedKind>> = {
  file_id: "file",
  batch_id: "batch",
  fine_tuning_job_id: "fine_tuning_job",
  vector_store_id: "vector_store",
  container_id: "container",
  assistant_id: "assistant",
  thread_id: "thread",
  video_id: "video",
  upload_id: "upload",
};

type Line = readonly [act: Act, method: ForwardRequest["method"], path: string, more?: Partial<ResourceRow>];

const rows = (operation: Forward, kind: ManagedKind, ...lines: readonly Line[]): readonly ResourceRow[] =>
  lines.map(([act, method, path, more]) => ({
    operation,
    kind: act === "inside" || act === "bytes" ? undefined : kind,
    act,
    method,
    path,
    ...more,
  }));

const FILES = "/files";
const UPLOAD = "/uploads/:upload_id";
const BATCHES = "/batches";
const JOBS = "/fine_tuning/jobs";
const JOB = `${JOBS}/:fine_tuning_job_id`;
const STORE = "/vector_stores/:vector_store_id";
const STORE_FILE = `${STORE}/files/:file_id`;
const STORE_BATCH = `${STORE}/file_batches/:file_batch_id`;
const CONTAINER = "/containers/:container_id";
const CONTAINER_FILE = `${CONTAINER}/files/:container_file_id`;
const ASSISTANT = "/assistants/:assistant_id";
const THREAD = "/threads/:thread_id";
const MESSAGE = `${THREAD}/messages/:message_id`;
const RUN = `${THREAD}/runs/:run_id`;
const VIDEO = "/videos/:video_id";

/** Source of the paths: platform.openai.com/docs/api-reference. */
export const RESOURCE_ROWS: readonly ResourceRow[] = [
  ...rows(
    "file",
    "file",
    ["create", "POST", FILES, { isForm: true, held: "put-file" }],
    ["list", "GET", FILES],
    ["get", "GET", `${FILES}/:file_id`, { held: "show" }],
    ["delete", "DELETE", `${FILES}/:file_id`, { held: "delete-file" }],
    ["bytes", "GET", `${FILES}/:file_id/content`, { held: "read-content" }],
  ),
  ...rows(
    "file",
    "upload",
    ["create", "POST", "/uploads", { held: "start-upload" }],
    ["inside", "POST", `${UPLOAD}/parts`, { isForm: true, held: "put-part" }],
    ["get", "POST", `${UPLOAD}/complete`, { held: "complete-upload" }],
    ["get", "POST", `${UPLOAD}/cancel`, { held: "cancel-upload" }],
  ),
  ...rows(
    "batch",
    "batch",
    ["create", "POST", BATCHES, { held: "make-batch" }],
    ["list", "GET", BATCHES],
    ["get", "GET", `${BATCHES}/:batch_id`, { held: "show-batch" }],
    ["get", "POST", `${BATCHES}/:batch_id/cancel`, { held: "cancel-batch" }],
  ),
  ...rows(
    "fine_tuning",
    "fine_tuning_job",
    ["create", "POST", JOBS, { hasModel: true }],
    ["list", "GET", JOBS],
    ["get", "GET", JOB],
    ["get", "POST", `${JOB}/cancel`],
    ["get", "POST", `${JOB}/pause`],
    ["get", "POST", `${JOB}/resume`],
    ["inside", "GET", `${JOB}/events`],
    ["inside", "GET", `${JOB}/checkpoints`],
  ),
  ...rows(
    "vector_store",
    "vector_store",
    ["create", "POST", "/vector_stores"],
    ["list", "GET", "/vector_stores"],
    ["get", "GET", STORE],
    ["get", "POST", STORE],
    ["delete", "DELETE", STORE],
    ["inside", "POST", `${STORE}/search`],
    ["inside", "POST", `${STORE}/files`, { kind: "file" }],
    ["inside", "GET", `${STORE}/files`, { items: "file" }],
    ["inside", "GET", STORE_FILE, { kind: "file" }],
    ["inside", "POST", STORE_FILE, { kind: "file" }],
    ["inside", "DELETE", STORE_FILE, { kind: "file" }],
    ["inside", "GET", `${STORE_FILE}/content`],
    ["inside", "POST", `${STORE}/file_batches`],
    ["inside", "GET", STORE_BATCH],
    ["inside", "POST", `${STORE_BATCH}/cancel`],
    ["inside", "GET", `${STORE_BATCH}/files`, { items: "file" }],
  ),
  ...rows(
    "container",
    "container",
    ["create", "POST", "/containers"],
    ["list", "GET", "/containers"],
    ["get", "GET", CONTAINER],
    ["delete", "DELETE", CONTAINER],
    ["inside", "POST", `${CONTAINER}/files`, { isForm: true }],
    ["inside", "GET", `${CONTAINER}/files`],
    ["inside", "GET", CONTAINER_FILE],
    ["inside", "DELETE", CONTAINER_FILE],
    ["bytes", "GET", `${CONTAINER_FILE}/content`],
  ),
  ...rows(
    "assistant",
    "assistant",
    ["create", "POST", "/assistants", { hasModel: true }],
    ["list", "GET", "/assistants"],
    ["get", "GET", ASSISTANT],
    ["get", "POST", ASSISTANT, { hasModel: true }],
    ["delete", "DELETE", ASSISTANT],
  ),
  ...rows(
    "assistant",
    "thread",
    ["create", "POST", "/threads"],
    // The answer is the run, which names the thread that was made.
    ["inside", "POST", "/threads/runs", { hasModel: true }],
    ["get", "GET", THREAD],
    ["get", "POST", THREAD],
    ["delete", "DELETE", THREAD],
    ["inside", "POST", `${THREAD}/messages`],
    ["inside", "GET", `${THREAD}/messages`],
    ["inside", "GET", MESSAGE],
    ["inside", "POST", MESSAGE],
    ["inside", "DELETE", MESSAGE],
    ["inside", "POST", `${THREAD}/runs`, { hasModel: true }],
    ["inside", "GET", `${THREAD}/runs`],
    ["inside", "GET", RUN],
    ["inside", "POST", RUN],
    ["inside", "POST", `${RUN}/cancel`],
    ["inside", "POST", `${RUN}/submit_tool_outputs`],
    ["inside", "GET", `${RUN}/steps`],
    ["inside", "GET", `${RUN}/steps/:step_id`],
  ),
  ...rows(
    "video",
    "video",
    ["list", "GET", "/videos"],
    ["get", "GET", VIDEO],
    ["delete", "DELETE", VIDEO],
    ["bytes", "GET", `${VIDEO}/content`],
    ["create", "POST", `${VIDEO}/remix`],
  ),
];

/**
 * As clients call it: with and without `/v1`, and files and batches behind the name of a provider that keeps them too, as
 * LiteLLM has it. Behind any other name are paths of the provider's own.
 */
export function pathsOf({ operation, path }: ResourceRow): readonly [string, ...string[]] {
  const hasProvider = operation === "file" || operation === "batch";
  return [`/v1${path}`, path, ...(hasProvider ? [`/:provider{(?:${keepersOf(operation).join("|")})}/v1${path}`] : [])];
}

const keepersOf = (operation: Forward): readonly string[] =>
  [...adapters.values()].filter(({ forwards }) => forwards?.[operation] !== undefined).map(({ id }) => id);
