import config from "tollgate:config";
import { compose } from "./compose.ts";
import type { WorkerEnv } from "./compose.ts";
import { createApp } from "./http/app.ts";

export { Counters } from "./compose.ts";

/** Bindings and variables are those of the deployed version, so an isolate needs to look at them once. */
let app: ReturnType<typeof createApp> | undefined;

export default {
  fetch(request, env, execution) {
    app ??= createApp(compose(config, env));
    return app.fetch(request, env, execution);
  },
} satisfies ExportedHandler<WorkerEnv>;
