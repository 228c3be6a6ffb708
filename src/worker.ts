import config from "tollgate:config";
import { LineBatches } from "./compose/batches.ts";
import { openLiveGateway } from "./compose/live-gateway.ts";
import { ResponseRuns } from "./compose/runs.ts";
import type { WorkerEnv } from "./compose/worker-env.ts";

export { Counters } from "./compose/counters.ts";
export { Signals } from "./compose/signals.ts";

/** Bindings and variables are those of the deployed version, so an isolate needs to look at them once. */
let gateway: ReturnType<typeof openLiveGateway> | undefined;
const open = (env: WorkerEnv): NonNullable<typeof gateway> => (gateway ??= openLiveGateway(config, env));

/** Where answers are written that their clients do not wait for: behind the same gateway. */
export class Runs extends ResponseRuns {
  protected override readonly open = open;
}

/** Where batches are asked that no provider asks. */
export class Batches extends LineBatches {
  protected override readonly open = open;
}

export default {
  fetch(request, env, execution) {
    const edition = open(env).current((work) => execution.waitUntil(work));
    return edition instanceof Promise
      ? edition.then(({ app }) => app.fetch(request, env, execution))
      : edition.app.fetch(request, env, execution);
  },
  async scheduled(_controller, env, execution) {
    const defer = (work: Promise<unknown>): void => execution.waitUntil(work);
    const { parts } = await open(env).current(defer);
    const jobs = parts.startJobs(defer);
    // One that fails is told to the runtime.
    jobs.forEach(defer);
    await Promise.allSettled(jobs);
  },
} satisfies ExportedHandler<WorkerEnv>;
