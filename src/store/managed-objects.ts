import { asId, type DeploymentId, type KeyHash, type OrganizationId, type TeamId, type UserId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";

/** What is kept for a client, mostly by a provider, and the beginning of the ids that clients are given for it. */
export const MANAGED_KINDS = {
  file: "file-",
  batch: "batch_",
  fine_tuning_job: "ftjob-",
  vector_store: "vs_",
  container: "cntr_",
  assistant: "asst_",
  thread: "thread_",
  video: "video_",
  upload: "upload_",
} as const;
export type ManagedKind = keyof typeof MANAGED_KINDS;

export interface ManagedObject {
  /** As clients know it. */
  readonly id: string;
  readonly kind: ManagedKind;
  /** See `ownerOf`: to everyone else it is not there. */
  readonly owner: string;
  readonly keyHash: KeyHash;
  readonly userId: UserId | null;
  readonly teamId: TeamId | null;
  readonly organizationId: OrganizationId | null;
  /** The public name of the model it was made with. */
  readonly model: string;
  /** Who keeps it; see `HELD_HERE`. */
  readonly deploymentId: DeploymentId;
  /** As the provider knows it; of what is held here, its key in the store of files. */
  readonly upstreamId: string;
  readonly parentId: string | null;
  /** As it was last seen, in the ids that clients know. */
  readonly body: JsonObject;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** When a job looks at it again; null when it is over. */
  readonly dueAtMs: number | null;
}

/** In the place of a deployment: the gateway itself keeps it. No configuration calls one so. */
export const HELD_HERE = asId<"deployment">("tollgate:held");

export const isHeldHere = ({ deploymentId }: Pick<ManagedObject, "deploymentId">): boolean =>
  deploymentId === HELD_HERE;

export interface ObjectPage {
  readonly limit: number;
  /** The id of the last one seen; an id that the owner has not begins no page. */
  readonly after?: string | undefined;
  /** Only files of this purpose. */
  readonly purpose?: string | undefined;
  readonly oldestFirst?: boolean | undefined;
}

export type ObjectChange = Partial<Pick<ManagedObject, "body" | "dueAtMs">> & Pick<ManagedObject, "updatedAtMs">;

/** Every method throws `store_unavailable` when it cannot answer. */
export interface ManagedObjects {
  /** One whose id is there already stays as it is. */
  insert(objects: readonly ManagedObject[]): Promise<void>;
  /** Those that are there, in no order; with an owner, only theirs. */
  find(ids: readonly string[], owner?: string): Promise<readonly ManagedObject[]>;
  /** The newest first, unless the page says otherwise. */
  list(owner: string, kind: ManagedKind, page: ObjectPage): Promise<readonly ManagedObject[]>;
  /** Nothing happens where it is gone. */
  change(id: string, change: ObjectChange): Promise<void>;
  remove(id: string): Promise<void>;
  /** Those that a job is to look at, the longest due first; it then changes `dueAtMs`. */
  due(nowMs: number, limit: number): Promise<readonly ManagedObject[]>;
}
