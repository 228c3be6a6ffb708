import { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { keepRun } from "../forwards/responses/keep-run.ts";
import { endOfLost, runAnswer } from "../forwards/responses/run-answer.ts";
import type { KeptJob, Refusal, RunEnd } from "../store/background-runs.ts";
import { D1ResponseStore } from "../store/d1/d1-response-store.ts";
import { RunObject, type RunHandle } from "../store/durable/run-object.ts";
import type { Edition } from "./live-gateway.ts";
import type { EditionKeeper } from "./keep-edition.ts";
import type { WorkerEnv } from "./worker-env.ts";

/** Answers that are written in background, behind the gateway as it is configured then. */
export abstract class ResponseRuns extends RunObject<WorkerEnv> {
  protected abstract readonly open: (env: WorkerEnv) => EditionKeeper<Edition>;

  protected async run(handle: RunHandle): Promise<Refusal | undefined> {
    const { parts } = await this.open(this.env).current(handle.defer);
    try {
      await runAnswer(handle.job, handle, { gateway: parts.gateway, now: Date.now });
      return undefined;
    } catch (cause) {
      const { code, message, param, status, retryAfterSeconds, type, headers } = GatewayError.from(cause);
      return { code, message, param, status, retryAfterSeconds, type, headers };
    }
  }

  protected endOfLost(job: KeptJob): RunEnd {
    return endOfLost(job.queued);
  }

  protected async keep(job: KeptJob, answer: JsonObject): Promise<void> {
    await keepRun(job, answer, new D1ResponseStore(this.env.DB));
  }
}
