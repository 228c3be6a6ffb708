import type { ChangeStamp } from "../store/change-stamp.ts";
import type { TenancyContext } from "./action.ts";

type Asker = Pick<TenancyContext, "caller" | "now">;

const nameOf = ({ caller }: Asker): string => caller.user ?? caller.key;

export function stampNew(context: Asker) {
  const [atMs, by] = [context.now(), nameOf(context)];
  return { createdAtMs: atMs, createdBy: by, updatedAtMs: atMs, updatedBy: by };
}

export const stampChange = (context: Asker): ChangeStamp => ({
  updatedAtMs: context.now(),
  updatedBy: nameOf(context),
});

/** The epoch of what is gone: later than that of every copy, also within a millisecond or after a clock was set back. */
export const epochOfRemoval = ({ now }: Asker, { updatedAtMs }: { readonly updatedAtMs: number }): number =>
  Math.max(now(), updatedAtMs + 1);
