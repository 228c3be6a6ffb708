import { GatewayError } from "../../core/errors.ts";
import { numberOf, textOf } from "../../core/json.ts";
import { invalidRequest, requiredString } from "../../dialects/read-fields.ts";
import { holdersOf } from "../../pipeline/objects/holders-of.ts";
import type { BatchRuns } from "../../store/batch-runs.ts";
import { readMetadata } from "../read-metadata.ts";
import { describeHeld } from "../resources/held/describe-held.ts";
import { type HeldRequest, subjectOf } from "../resources/held/held-request.ts";
import { readExpiry } from "../resources/held/read-expiry.ts";
import { describeBatch, NOTHING_YET } from "./describe-batch.ts";
import { BATCH_ENDPOINTS, isBatchEndpoint } from "./run-line.ts";

/** The only one there is. Source: platform.openai.com/docs/api-reference/batch/create. */
const WINDOW = "24h";
const WINDOW_MS = 86_400_000;

/** A batch of lines that the gateway itself asks, for a file that it holds. Rejects with `GatewayError`. */
export async function makeBatch(asked: HeldRequest): Promise<Response> {
  const { caller, said, named, objects, origin, now } = asked;
  const batches = requireBatches(asked.batches);
  const { fields } = said;
  const endpoint = requiredString(fields["endpoint"], "endpoint");
  if (!isBatchEndpoint(endpoint)) throw invalidRequest("endpoint", `one of ${Object.keys(BATCH_ENDPOINTS).join(", ")}`);
  if ((textOf(fields["completion_window"]) ?? WINDOW) !== WINDOW) throw invalidRequest("completion_window", WINDOW);
  const inputId = requiredString(fields["input_file_id"], "input_file_id");
  const input = named.find(({ id, kind }) => id === inputId && kind === "file");
  if (input === undefined) throw invalidRequest("input_file_id", "the id of a file");
  const nowMs = now();
  const made = describeHeld({
    kind: "batch",
    key: `batches/${crypto.randomUUID()}`,
    holders: holdersOf(caller),
    nowMs,
    // It has an end of its own.
    expiresAtMs: null,
    facts: {
      endpoint,
      input_file_id: inputId,
      completion_window: WINDOW,
      metadata: readMetadata(fields["metadata"] ?? null),
    },
  });
  const job = {
    batch: made,
    caller,
    origin,
    endpoint,
    input: { id: inputId, key: input.upstreamId, bytes: numberOf(input.body["bytes"]) ?? 0 },
    expiresAtMs: nowMs + WINDOW_MS,
    outputSeconds: readExpiry(fields["output_expires_after"], "output_expires_after"),
  };
  const batch = { ...made, body: describeBatch(job, NOTHING_YET) };
  await objects.insert([batch]);
  try {
    await batches.start({ ...job, batch });
  } catch (error) {
    // Nobody would ever do it; or somebody does, who was only late to say so.
    await batches.cancel(batch.id).catch(() => undefined);
    await objects.remove(batch.id).catch(() => undefined);
    throw error;
  }
  return Response.json(batch.body);
}

const OVER: ReadonlySet<unknown> = new Set(["completed", "failed", "expired", "cancelled"]);

/** As it was last told to be. */
export async function showBatch(asked: HeldRequest): Promise<Response> {
  const { id, body } = subjectOf(asked);
  // What is told is right whether or not it can be woken just now.
  if (!OVER.has(body["status"])) await asked.batches?.wake(id).catch(() => undefined);
  return Response.json(body);
}

const ENDING: ReadonlySet<unknown> = new Set(["validating", "in_progress"]);

/** What was begun is ended, and billed. One that is over stays as it is. */
export async function cancelBatch(asked: HeldRequest): Promise<Response> {
  const batch = subjectOf(asked);
  if (!ENDING.has(batch.body["status"])) return Response.json(batch.body);
  await requireBatches(asked.batches).cancel(batch.id);
  // The step that is being done writes what becomes of it.
  return Response.json({ ...batch.body, status: "cancelling", cancelling_at: Math.floor(asked.now() / 1_000) });
}

/** Throws `invalid_request`. */
function requireBatches(batches: BatchRuns | undefined): BatchRuns {
  if (batches !== undefined) return batches;
  throw new GatewayError(
    "invalid_request",
    "The gateway asks no batches itself here. Upload the file to a provider that does, by `model` or `custom_llm_provider`, or bind the durable object BATCHES in wrangler.toml.",
    { param: "input_file_id" },
  );
}
