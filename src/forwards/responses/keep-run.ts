import { objectsOf, textOf, type JsonObject } from "../../core/json.ts";
import type { KeptJob } from "../../store/background-runs.ts";
import type { ResponseStore } from "../../store/response-store.ts";

/** Keeps an answer that was written in background and is over, as its client was told of it. Rejects with `store_unavailable`. */
export async function keepRun({ row }: KeptJob, { output, ...body }: JsonObject, store: ResponseStore): Promise<void> {
  const status = textOf(body["status"]) ?? "failed";
  const known = await store.find(row.id, row.owner);
  // One that came to a good end was kept on its way.
  if (known?.["status"] === status) return;
  // It was cancelled between its end and the telling of it.
  if (known !== undefined) await store.remove(row.id, row.owner);
  await store.save({ ...row, status, output: objectsOf(output), body });
}
