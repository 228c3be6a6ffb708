import type { Checkpoint, Claim, Revoke, Settle, Take } from "../../counters/command.ts";
import type { OutboxEntry } from "../counter-store.ts";
import type { ScriptName } from "./lua/scripts.ts";

/** A script and its ARGV. */
export interface ScriptCall {
  readonly script: ScriptName;
  readonly args: readonly string[];
}

/**
 * The key that all keys of a shard begin with. Ids may hold anything: encoded, none can end the hash tag early or reach
 * into another shard.
 */
export const shardKey = (shard: string): string => `{tollgate:${encodeURIComponent(shard)}}`;

export const callTake = ({ id, leaseMs, standings, claims }: Take): ScriptCall => ({
  script: "take",
  args: [
    id,
    String(leaseMs),
    String(standings.length),
    ...standings.flatMap(({ holder, epoch }) => [holder, String(epoch)]),
    ...claims.flatMap(writeClaim),
  ],
});

export const callSettle = ({ id, amounts }: Settle, entry?: OutboxEntry): ScriptCall => ({
  script: "settle",
  args: [id, entry?.id ?? "", entry?.event ?? "", ...amounts.map(String)],
});

export const callCheckpoint = ({ id, leaseMs, amounts }: Checkpoint): ScriptCall => ({
  script: "checkpoint",
  args: [id, String(leaseMs), ...amounts.map(String)],
});

export const callRevoke = ({ holder, epoch }: Revoke): ScriptCall => ({
  script: "revoke",
  args: [holder, String(epoch)],
});

export const callPeekOutbox = (max: number): ScriptCall => ({ script: "peekOutbox", args: [String(max)] });

export const callForgetOutbox = (ids: readonly string[]): ScriptCall => ({ script: "forgetOutbox", args: ids });

function writeClaim(claim: Claim): readonly string[] {
  const { kind, counter, limit, amount, shadow = false } = claim;
  const { endsAtMs, spent } = kind === "budget" ? claim : {};
  return [kind, counter, String(limit), String(amount), shadow ? "1" : "0", orDash(endsAtMs), orDash(spent)];
}

const orDash = (value: number | undefined): string => (value === undefined ? "-" : String(value));
