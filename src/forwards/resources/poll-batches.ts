import type { Deployment, Prices } from "../../core/deployment.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { asId } from "../../core/ids.ts";
import { parseObject, textOf, type JsonObject } from "../../core/json.ts";
import { isSamePlace } from "../../core/same-place.ts";
import type { UsageEvent } from "../../core/usage-event.ts";
import { locate } from "../../pipeline/objects/locate.ts";
import { noteSeen, publishIds } from "../../pipeline/objects/publish.ts";
import type { FileStore } from "../../store/file-store.ts";
import { isHeldHere, type ManagedObject, type ManagedObjects } from "../../store/managed-objects.ts";
import { readAnswer } from "../../streams/read-body.ts";
import { findModelFacts } from "../../usage/find-price.ts";
import { askProvider } from "./ask-provider.ts";
import { chargeEvent, type ChargeParts } from "./charge-batch.ts";
import type { Reach } from "./choose-deployment.ts";
import { expireHeld } from "./held/expire-held.ts";
import { isNamed, readBatchCost, readToldCost, type BatchCost } from "./read-batch-cost.ts";

export interface BatchPollParts extends Reach, Omit<ChargeParts, "defer"> {
  readonly objects: ManagedObjects;
  readonly files?: FileStore | undefined;
  readonly now: () => number;
}

/** A scheduled job has a minute until the next one; what is left over is due then. */
const BATCHES_MAX = 20;
const PAGES_MAX = 25;
const LOOK_MIN_MS = 60_000;
const LOOK_MAX_MS = 3_600_000;
const CHARGE_AGAIN_MS = 300_000;
/** OpenAI ends a batch after a day, and keeps what it wrote for thirty. */
const GIVE_UP_MS = 14 * 86_400_000;
const BATCH_BYTES_MAX = 1024 * 1024;
const FINAL = new Set(["completed", "failed", "expired", "cancelled"]);

/**
 * A job for every minute: looks at batches that may be over, and charges what those that are came to. Each leaves one event,
 * under its own id, before it is noted as over: a job that is cut off is done again by the next one, and changes nothing. What
 * the gateway itself has kept for as long as it was asked to is deleted. Rejects only when the store does not tell what is
 * due; what else fails is looked at again, later.
 */
export const createBatchPoll =
  (parts: BatchPollParts) =>
  async (defer: ChargeParts["defer"]): Promise<void> => {
    let batches = 0;
    // Files that one tenant lets expire by the hundred must not make the batches of others wait.
    for (let page = 0; page < PAGES_MAX && batches < BATCHES_MAX; page += 1) {
      const found = await parts.objects.due(parts.now(), BATCHES_MAX);
      for (const object of found) {
        if (!isHeldHere(object)) batches += 1;
        try {
          await (isHeldHere(object) ? expireHeld(object, parts) : look(object, { ...parts, defer }));
        } catch (error) {
          console.error(`a ${object.kind} could not be looked at`, { id: object.id, error: String(error) });
        }
      }
      if (found.length < BATCHES_MAX) return;
    }
  };

async function look(batch: ManagedObject, parts: BatchPollParts & ChargeParts): Promise<void> {
  const { objects, now } = parts;
  const nowMs = now();
  const ageMs = nowMs - batch.createdAtMs;
  // First, so that a job that runs beside this one passes it over.
  await objects.change(batch.id, {
    dueAtMs: ageMs > GIVE_UP_MS ? null : nowMs + Math.min(LOOK_MAX_MS, Math.max(LOOK_MIN_MS, Math.floor(ageMs / 4))),
    updatedAtMs: nowMs,
  });
  const { deployment } = locate(batch, parts.models);
  const path = `/batches/${encodeURIComponent(batch.upstreamId)}`;
  const answer = await readAnswer(await askProvider(deployment, path, parts), { bytesMax: BATCH_BYTES_MAX });
  const told = parseObject(answer) ?? {};
  const source = { holders: batch, deployment, model: batch.model, named: [batch], nowMs };
  const { body, seen } = publishIds(told, source, "batch");
  await noteSeen(seen, objects);
  const isOver = FINAL.has(textOf(told["status"]) ?? "");
  // An authority over budgets remembers for a quarter of an hour what it was charged: it must not be later that it is asked again.
  if (isOver) await objects.change(batch.id, { dueAtMs: nowMs + CHARGE_AGAIN_MS, updatedAtMs: nowMs });
  const spent = isOver ? await costOf(told, deployment, parts) : undefined;
  if (spent !== undefined) await chargeEvent(describe(batch, deployment, spent, nowMs), parts);
  await objects.change(batch.id, { body, updatedAtMs: now(), ...(isOver && { dueAtMs: null }) });
}

/** A batch that was cancelled, or ran out of time, is paid for as far as it came; undefined where it came to nothing. */
async function costOf(told: JsonObject, deployment: Deployment, parts: BatchPollParts): Promise<BatchCost | undefined> {
  const outputId = textOf(told["output_file_id"]);
  if (outputId === undefined || outputId === "") return undefined;
  const prices = (model: string | undefined): Prices | undefined => pricesOf(model, deployment, parts);
  try {
    const { body } = await askProvider(deployment, `/files/${encodeURIComponent(outputId)}/content`, parts);
    return body === null ? undefined : await readBatchCost(body, prices);
  } catch (cause) {
    // Its owner may delete it before it is read here, and must not have it for nothing.
    if (cause instanceof UpstreamFault && cause.fault.kind === "not-found") return readToldCost(told, prices);
    throw cause;
  }
}

/** Those that are configured for the model at this place, else those of the catalogue. */
function pricesOf(model: string | undefined, deployment: Deployment, { models }: Reach): Prices | undefined {
  if (model === undefined || isNamed(deployment, model)) return deployment.prices;
  const configured = models.names
    .flatMap((name) => models.find(name)?.deployments ?? [])
    .find((other) => isSamePlace(other, deployment) && isNamed(other, model));
  return configured?.prices ?? findModelFacts(deployment.provider, model)?.prices;
}

const describe = (batch: ManagedObject, deployment: Deployment, spent: BatchCost, nowMs: number): UsageEvent => ({
  // The same however often the batch is looked at.
  id: asId<"request">(batch.id),
  startedAtMs: nowMs,
  key: batch.keyHash,
  user: batch.userId ?? undefined,
  team: batch.teamId ?? undefined,
  organization: batch.organizationId ?? undefined,
  operation: "batch",
  path: "/v1/batches",
  stream: false,
  requestedModel: batch.model,
  modelGroup: batch.model,
  deployment: deployment.id,
  provider: deployment.provider,
  model: deployment.model,
  attempts: 1,
  outcome: "served",
  status: 200,
  ...spent,
  durationMs: 0,
  tags: [],
});
