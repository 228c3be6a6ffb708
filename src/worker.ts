import config from "tollgate:config";
import { compose } from "./compose/index.ts";
import type { Composed } from "./compose/index.ts";
import type { WorkerEnv } from "./compose/worker-env.ts";
import { createApp } from "./http/app.ts";

export { Counters } from "./compose/counters.ts";
export { Signals } from "./compose/signals.ts";

/** Bindings and variables are those of the deployed version, so an isolate needs to look at them once. */
let parts: Composed | undefined;
let app: ReturnType<typeof createApp> | undefined;

export default {
  fetch(request, env, execution) {
    app ??= createApp((parts ??= compose(config, env)));
    return app.fetch(request, env, execution);
  },
  async scheduled(_controller, env, execution) {
    const { sweep, health } = (parts ??= compose(config, env));
    const defer = (work: Promise<unknown>): void => execution.waitUntil(work);
    const jobs = [sweep(), health.check.runWhenDue({ now: Date.now, defer })];
    // One that fails is told to the runtime, and does not cut off the other.
    jobs.forEach(defer);
    await Promise.allSettled(jobs);
  },
} satisfies ExportedHandler<WorkerEnv>;
