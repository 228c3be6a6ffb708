import { getOr } from "./get-or.ts";
import type { Isolate, Story } from "./isolate.ts";
import type { Told, World } from "./world.ts";

/** How long a grant may be used. */
export const GRANT_MS = 2_000;
/** An isolate that did not get an answer does not ask again for about as long. */
const AWAY_MS = 2_000;

/** What isolates have heard and said, looked up by request. */
export interface View {
  /** Counters that an authority answered for. */
  readonly own: (story: Story) => ReadonlySet<string>;
  readonly of: (name: string) => readonly Told[];
  /** Counters that grants to this isolate cover at this instant. */
  readonly granted: (isolate: Isolate, atMs: number) => ReadonlySet<string>;
  readonly hasFailedLately: (isolate: Isolate, atMs: number) => boolean;
}

export function readExchanges({ exchanges }: World): View {
  const byId = new Map<string, Told[]>();
  const grants = new Map<Isolate["process"], Told[]>();
  const failed = new Map<Isolate["process"], Told[]>();
  for (const told of exchanges) {
    const { asked, process, outcome } = told;
    if ("id" in asked) getOr(byId, asked.id, () => []).push(told);
    if (outcome === "unheard") getOr(failed, process, () => []).push(told);
    if (asked.op === "take" && asked.usableMs !== undefined && isAdmission(told))
      getOr(grants, process, () => []).push(told);
  }
  const of = (name: string): readonly Told[] => byId.get(name) ?? [];
  const countersOf = (all: readonly Told[]): ReadonlySet<string> =>
    new Set(all.flatMap(({ asked }) => (asked.op === "take" ? asked.claims.map(({ counter }) => counter) : [])));
  return {
    of,
    own: (story) => countersOf(of(nameOf(story)).filter(isAdmission)),
    granted: ({ process }, atMs) =>
      countersOf((grants.get(process) ?? []).filter(({ sentAtMs }) => sentAtMs <= atMs && atMs < sentAtMs + GRANT_MS)),
    hasFailedLately: ({ process }, atMs) =>
      (failed.get(process) ?? []).some(({ sentAtMs }) => sentAtMs <= atMs && atMs < sentAtMs + AWAY_MS),
  };
}

export const isAdmission = ({ outcome, answer }: Told): boolean =>
  outcome === "heard" && typeof answer === "object" && answer.admitted;

/** The name under which it asked last. */
export const nameOf = ({ names }: Story): string => names.at(-1) ?? "";
