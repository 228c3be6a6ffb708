import { SignalObject } from "../store/durable/signal-object.ts";
import type { WorkerEnv } from "./worker-env.ts";

/** Where isolates tell each other of cooldowns, when they have no Redis for it. */
export class Signals extends SignalObject<WorkerEnv> {}
