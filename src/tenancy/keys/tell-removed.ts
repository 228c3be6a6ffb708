import { nameHolder } from "../../core/holder-name.ts";
import type { KeyRecord } from "../../store/key-registry.ts";
import type { TenancyContext } from "../action.ts";
import { epochOfRemoval } from "../stamps.ts";

/** Tells all who may hold a copy of these keys that they are gone. */
export async function tellRemoved(context: TenancyContext, removed: readonly KeyRecord[]): Promise<void> {
  await context.changed(
    removed.map((key) => ({ holder: nameHolder("key", key.hash), epoch: epochOfRemoval(context, key) })),
  );
}
