import type { HolderParts } from "../core/holder-name.ts";
import { parseHolder } from "../core/holder-name.ts";
import type { Claim, Level } from "../counters/command.ts";

/** Throws `RangeError` for a name that no holder has. */
export function partsOf(holder: string): HolderParts {
  const parts = parseHolder(holder);
  if (parts === undefined) throw new RangeError(`no holder has the name ${holder}`);
  return parts;
}

export const writeInstant = (atMs: number): string =>
  `${new Date(atMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** For `retry-after`: whole seconds, never too few; undefined where nobody can tell. */
export const toSeconds = (waitMs: number | undefined): number | undefined =>
  waitMs === undefined ? undefined : Math.max(1, Math.ceil(waitMs / 1_000));

/** Without it nobody understands a refusal that leaves something: the request may come to more than is left. */
export function tellShortfall({ amount }: Claim, { limit, used }: Level, write: (amount: number) => string): string {
  return used < limit && amount > limit - used ? `. This request may come to ${write(amount)}` : "";
}
