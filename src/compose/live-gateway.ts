import { applyLiveRows, type LiveProblem } from "../config/apply-live-rows.ts";
import type { GatewayConfig } from "../config/gateway-config.ts";
import { createApp } from "../http/app.ts";
import { D1LiveConfig } from "../store/d1/d1-live-config.ts";
import { KvLiveCopy } from "../store/kv/kv-live-copy.ts";
import { BUILT_IN, compose, type Composed } from "./index.ts";
import { EditionKeeper } from "./keep-edition.ts";
import { openIsolate } from "./open-isolate.ts";
import { openLiveRows } from "./open-live-rows.ts";
import type { WorkerEnv } from "./worker-env.ts";

/** The gateway as it is configured at one instant. */
export interface Edition {
  readonly parts: Composed;
  readonly app: ReturnType<typeof createApp>;
}

/** Once per isolate: the published configuration, and what management adds to it at runtime. */
export function openLiveGateway(published: GatewayConfig, env: WorkerEnv): EditionKeeper<Edition> {
  const isolate = openIsolate(published, env);
  const reader = new D1LiveConfig(env.DB);
  const copy = new KvLiveCopy(env.KEYS);

  function assemble(config: GatewayConfig, problems: readonly LiveProblem[]): Edition {
    const parts = compose(config, isolate, {
      published,
      problems,
      read: async () => await reader.read(),
      open: async (rows) => await openLiveRows(rows, isolate.sealer),
      changed: () => keeper.changed(),
    });
    return { parts, app: createApp(parts) };
  }

  const keeper = new EditionKeeper({
    first: assemble(published, []),
    reader,
    async build(rows) {
      const opened = await openLiveRows(rows, isolate.sealer);
      const applied = applyLiveRows(published, opened.added, BUILT_IN);
      const problems = [...opened.problems, ...applied.problems];
      for (const { row, message } of problems) console.warn("configured at runtime, without effect", row, message);
      return assemble(applied.config, problems);
    },
    recall: async () => await copy.load(),
    keep: async (rows) => await copy.save(rows),
    now: Date.now,
  });
  return keeper;
}
