import { Counters } from "../../src/compose/counters.ts";

export { Counters };
export { Signals } from "../../src/compose/signals.ts";
export { ScriptedBatches } from "./scripted-batches.ts";
export { ScriptedRuns } from "./scripted-runs.ts";

const OFTEN_CHARACTERS = 3_000;

/** Writes a snapshot every few commands, so that short histories have some. */
export class BriefCounters extends Counters {
  constructor(ctx: DurableObjectState, env: Counters["env"]) {
    super(ctx, env, OFTEN_CHARACTERS);
  }
}
