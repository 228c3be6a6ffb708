import { DrizzleQueryError } from "drizzle-orm/errors";
import { GatewayError } from "../../core/errors.ts";

/** Runs a query; whatever D1 throws becomes `store_unavailable`. */
export async function askD1<Answer>(query: () => Promise<Answer>): Promise<Answer> {
  try {
    return await query();
  } catch (error) {
    // Drizzle's own message spells out the statement with its parameters; D1's does not.
    const cause = error instanceof DrizzleQueryError ? error.cause : error;
    throw new GatewayError("store_unavailable", "The database did not answer. Try again shortly.", { cause });
  }
}
