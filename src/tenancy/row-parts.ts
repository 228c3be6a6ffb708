import type { JsonObject } from "../core/json.ts";
import { type NanoUsd, toUsd } from "../core/money.ts";
import { writeInstant } from "./write-instant.ts";

export const usdOrNull = (amount: NanoUsd | null): number | null => (amount === null ? null : toUsd(amount));
export const instantOrNull = (epochMs: number | null): string | null =>
  epochMs === null ? null : writeInstant(epochMs);

interface Stamps {
  readonly createdAtMs: number;
  readonly createdBy: string | null;
  readonly updatedAtMs: number;
  readonly updatedBy: string | null;
}

/** When a row was made and last changed, and by whom. */
export const stampRow = (stamps: Stamps): JsonObject => ({
  created_at: writeInstant(stamps.createdAtMs),
  created_by: stamps.createdBy,
  updated_at: writeInstant(stamps.updatedAtMs),
  updated_by: stamps.updatedBy,
});
