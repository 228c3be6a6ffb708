import { CHECKPOINT_LUA } from "./checkpoint.ts";
import { clockLua } from "./clock.ts";
import { COUNTER_LUA } from "./counter.ts";
import { OUTBOX_LUA } from "./outbox.ts";
import { REQUEST_LUA } from "./request.ts";
import { SETTLE_LUA } from "./settle.ts";
import { SHRINK_LUA } from "./shrink.ts";
import { FORGET_OUTBOX_LUA, PEEK_OUTBOX_LUA, REVOKE_LUA } from "./small.ts";
import { SWEEP_LUA } from "./sweep.ts";
import { TAKE_LUA } from "./take.ts";
import { WINDOW_LUA } from "./window.ts";

export interface Scripts {
  readonly take: string;
  readonly settle: string;
  readonly checkpoint: string;
  readonly shrink: string;
  readonly sweep: string;
  readonly revoke: string;
  readonly peekOutbox: string;
  readonly forgetOutbox: string;
}
export type ScriptName = keyof Scripts;

/** `clock`: a Lua expression for the instant in epoch milliseconds. */
export function writeScripts(clock: string): Scripts {
  const counting = clockLua(clock) + WINDOW_LUA + COUNTER_LUA + OUTBOX_LUA + REQUEST_LUA + SWEEP_LUA;
  return {
    take: counting + TAKE_LUA,
    settle: counting + SETTLE_LUA,
    checkpoint: counting + CHECKPOINT_LUA,
    shrink: counting + SHRINK_LUA,
    sweep: `${counting}return 'swept'\n`,
    revoke: REVOKE_LUA,
    peekOutbox: PEEK_OUTBOX_LUA,
    forgetOutbox: FORGET_OUTBOX_LUA,
  };
}
