import { usableMsOf } from "../../counters/bounds.ts";
import type { Checkpoint, Claim, Revoke, Settle, Shrink, Take } from "../../counters/command.ts";
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

/** Throws `RangeError` for a `usableMs` out of bounds. */
export const callTake = (take: Take): ScriptCall => ({
  script: "take",
  args: [
    take.id,
    String(take.leaseMs),
    String(usableMsOf(take)),
    take.draft ?? "",
    String(take.standings.length),
    ...take.standings.flatMap(({ holder, epoch }) => [holder, String(epoch)]),
    ...take.claims.flatMap(writeClaim),
  ],
});

export const callSettle = ({ id, amounts }: Settle, entry?: OutboxEntry): ScriptCall => ({
  script: "settle",
  args: [id, entry?.id ?? "", entry?.event ?? "", ...amounts.map(String)],
});

export const callCheckpoint = ({ id, leaseMs, draft, amounts }: Checkpoint): ScriptCall => ({
  script: "checkpoint",
  args: [id, String(leaseMs), draft ?? "", ...amounts.map(String)],
});

export const callShrink = ({ id, amounts }: Shrink): ScriptCall => ({
  script: "shrink",
  args: [id, ...amounts.map(String)],
});

export const callRevoke = ({ holder, epoch }: Revoke): ScriptCall => ({
  script: "revoke",
  args: [holder, String(epoch)],
});

export const callSweep = (): ScriptCall => ({ script: "sweep", args: [] });

export const callPeekOutbox = (max: number): ScriptCall => ({ script: "peekOutbox", args: [String(max)] });

export const callForgetOutbox = (ids: readonly string[]): ScriptCall => ({ script: "forgetOutbox", args: ids });

function writeClaim(claim: Claim): readonly string[] {
  const { kind, counter, limit, amount, shadow = false } = claim;
  const { endsAtMs, spent } = kind === "budget" ? claim : {};
  return [kind, counter, String(limit), String(amount), shadow ? "1" : "0", orDash(endsAtMs), orDash(spent)];
}

const orDash = (value: number | undefined): string => (value === undefined ? "-" : String(value));
