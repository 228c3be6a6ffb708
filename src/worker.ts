import config from "tollgate:config";
import { openLiveGateway } from "./compose/live-gateway.ts";
import type { WorkerEnv } from "./compose/worker-env.ts";

export { Counters } from "./compose/counters.ts";
export { Signals } from "./compose/signals.ts";

/** Bindings and variables are those of the deployed version, so an isolate needs to look at them once. */
let gateway: ReturnType<typeof openLiveGateway> | undefined;

export default {
  fetch(request, env, execution) {
    gateway ??= openLiveGateway(config, env);
    const edition = gateway.current((work) => execution.waitUntil(work));
    return edition instanceof Promise
      ? edition.then(({ app }) => app.fetch(request, env, execution))
      : edition.app.fetch(request, env, execution);
  },
  async scheduled(_controller, env, execution) {
    const defer = (work: Promise<unknown>): void => execution.waitUntil(work);
    gateway ??= openLiveGateway(config, env);
    const { parts } = await gateway.current(defer);
    const jobs = parts.startJobs(defer);
    // One that fails is told to the runtime.
    jobs.forEach(defer);
    await Promise.allSettled(jobs);
  },
} satisfies ExportedHandler<WorkerEnv>;
