import { CounterCore } from "../../counters/counter-core.ts";
import { packState, unpackState } from "../../counters/snapshot.ts";
import type { CommandLog, LoggedCommand } from "./command-log.ts";

export interface Recovered {
  readonly core: CounterCore;
  /** The instant of the last command that is kept. */
  readonly atMs: number;
}

/** The last snapshot, and every command after it at the instant at which it was decided. */
export function loadCore(log: CommandLog): Recovered {
  // The first line is the instant: the state itself knows no clock.
  const lines = log.readSnapshot();
  let atMs = Number(lines.next().value ?? 0);
  const core = new CounterCore(unpackState(lines));
  for (const logged of log.readCommands()) {
    atMs = logged.atMs;
    repeat(core, logged.command, atMs);
  }
  // The log has these as entries.
  core.handOver();
  return { core, atMs };
}

export function saveCore(log: CommandLog, core: CounterCore, nowMs: number): void {
  log.writeSnapshot(linesOf(core, nowMs));
}

function* linesOf(core: CounterCore, nowMs: number): Generator<string> {
  yield String(nowMs);
  yield* packState(core.state, nowMs);
}

function repeat(core: CounterCore, command: LoggedCommand, nowMs: number): void {
  switch (command.op) {
    case "take":
      core.take(command, nowMs);
      break;
    case "checkpoint":
      core.checkpoint(command, nowMs);
      break;
    case "shrink":
      core.shrink(command, nowMs);
      break;
    case "settle":
      core.settle(command, nowMs);
      break;
    case "revoke":
      core.revoke(command);
      break;
    case "sweep":
      core.sweep(nowMs);
      break;
  }
}
