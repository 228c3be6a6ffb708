import { parseObject, type JsonObject } from "../../core/json.ts";
import { decodeResponseId, type KeptResponse } from "../../core/response-id.ts";
import type { Deployment } from "../../core/deployment.ts";
import { keepAnswer } from "../../dialects/openai-responses/keep-answer.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import { readAnswer } from "../../streams/read-body.ts";
import { findDeployment } from "./find-deployment.ts";
import { pathAt } from "./path-at.ts";
import { tellBackground } from "./tell-background.ts";

export type BackgroundParts = Pick<Gateway, "responses" | "models" | "adapterOf" | "upstream" | "events">;

const LIMIT = 50;
const AGAIN_AFTER_MS = 60_000;
/** No model thinks longer; what is still not over is charged by estimate. */
const GIVE_UP_AFTER_MS = 2 * 86_400_000;
const ANSWER_MS = 10_000;
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;

/**
 * For a scheduled job: charges responses in background that are over and that no client has fetched. Each is charged once,
 * here or by the request that fetches it. Rejects with `store_unavailable`; says how many were charged.
 */
export async function chargeBackground(parts: BackgroundParts, now: () => number): Promise<number> {
  const { store } = parts.responses;
  const due = await store.due(now(), LIMIT);
  const charged = await Promise.all(
    due.map(async ({ id, model, createdAtMs }) => {
      const kept = decodeResponseId(id);
      const deployment = kept && findDeployment(kept.deployment, [model], parts.models)?.deployment;
      const isLost = kept === undefined || deployment === undefined || now() - createdAtMs > GIVE_UP_AFTER_MS;
      const answer = isLost ? OVER : await lookAt(kept, deployment, parts);
      if (answer === undefined) {
        await store.postpone(id, now() + AGAIN_AFTER_MS);
        return false;
      }
      const event = await store.take(id);
      if (event !== undefined) await parts.events.record(tellBackground(event, answer, deployment));
      return event !== undefined;
    }),
  );
  return charged.filter(Boolean).length;
}

/** Nobody will ever say what it came to. */
const OVER: JsonObject = {};

/** Undefined for a response that is not over, or not to be had just now. */
async function lookAt(
  { id }: KeptResponse,
  deployment: Deployment,
  { adapterOf, upstream }: BackgroundParts,
): Promise<JsonObject | undefined> {
  const adapter = adapterOf(deployment.provider);
  const signal = AbortSignal.timeout(ANSWER_MS);
  const headers: Record<string, string> = {};
  try {
    const url = adapter.url(pathAt(deployment, adapter, id, "get"), deployment);
    await adapter.sign(headers, deployment, { url, method: "GET", body: "", signal }, upstream);
    Object.assign(headers, deployment.headers);
    const response = await upstream.fetch(url, { method: "GET", headers, redirect: "manual", signal });
    if (!response.ok) {
      await response.body?.cancel();
      return response.status === 404 ? OVER : undefined;
    }
    const body = parseObject(await readAnswer(response, { bytesMax: ANSWER_BYTES_MAX }));
    return body === undefined || keepAnswer.isUnderWay(body) ? undefined : body;
  } catch (error) {
    console.error("a response in background could not be looked at", deployment.id, String(error));
    return undefined;
  }
}
