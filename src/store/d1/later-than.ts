import { type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";

/** The new value of an epoch: now, or later than the one before when a clock was set back or another's is ahead. */
export const laterThan = (updatedAtMs: SQLiteColumn, nowMs = 0): SQL => sql`max(${nowMs}, ${updatedAtMs} + 1)`;
