import { type ScriptName, type Scripts, writeScripts } from "../../src/store/redis/lua/scripts.ts";
import {
  callCheckpoint,
  callForgetOutbox,
  callPeekOutbox,
  callRevoke,
  callSettle,
  callShrink,
  callSweep,
  callTake,
  type ScriptCall,
  shardKey,
} from "../../src/store/redis/script-call.ts";
import { type Reply, type RespClient, RespError } from "../support/resp-client.ts";
import type { Authority, Operation } from "./operation.ts";

/** The scripts as they ship, but for the clock: the instant comes with each command. */
export const SCRIPTS_ON_VIRTUAL_CLOCK: Scripts = writeScripts("tonumber(KEYS[2])");

/** The scripts on a real server, over one connection, without waiting for answers. */
export class LuaAuthority implements Authority {
  readonly #client: RespClient;
  readonly #shas: ReadonlyMap<string, string>;

  private constructor(client: RespClient, shas: ReadonlyMap<string, string>) {
    this.#client = client;
    this.#shas = shas;
  }

  /** Throws when a script is no Lua. */
  static async load(client: RespClient, scripts: Scripts): Promise<LuaAuthority> {
    const shas = new Map<string, string>();
    for (const [name, text] of Object.entries(scripts)) {
      const sha = await client.send("SCRIPT", "LOAD", text as string);
      if (typeof sha !== "string") throw new Error(`The script ${name} is refused: ${String(sha)}`);
      shas.set(name, sha);
    }
    return new LuaAuthority(client, shas);
  }

  async play(shard: string, operations: readonly Operation[]): Promise<readonly string[]> {
    const key = shardKey(shard);
    const replies = await Promise.all(operations.map((operation) => this.#send(key, operation)));
    return replies.map((reply, index) => normalize(reply, operations[index]?.op));
  }

  #send(key: string, operation: Operation): Promise<Reply> {
    const { script, args } = callOf(operation);
    return this.#client.send("EVALSHA", this.#sha(script), "2", key, String(operation.atMs), ...args);
  }

  #sha(script: ScriptName): string {
    return this.#shas.get(script) ?? "";
  }
}

function callOf(operation: Operation): ScriptCall {
  switch (operation.op) {
    case "take":
      return callTake(operation);
    case "checkpoint":
      return callCheckpoint(operation);
    case "shrink":
      return callShrink(operation);
    case "settle":
      return callSettle(operation, operation.entry);
    case "revoke":
      return callRevoke(operation);
    case "sweep":
      return callSweep();
    case "peek":
      return callPeekOutbox(operation.max);
    case "forget":
      return callForgetOutbox(operation.ids);
  }
}

/** A take is answered with JSON, whose spelling may differ. */
function normalize(reply: Reply, op: Operation["op"] | undefined): string {
  if (reply instanceof RespError) return `error: ${reply.message}`;
  if (op !== "take" || typeof reply !== "string") return JSON.stringify(reply);
  try {
    return JSON.stringify(JSON.parse(reply));
  } catch {
    return `no JSON: ${reply}`;
  }
}
