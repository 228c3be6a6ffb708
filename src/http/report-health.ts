import { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { HealthCheck } from "../diagnostics/health-check.ts";

export interface HealthParts {
  readonly check: HealthCheck;
  readonly version: string;
  /** Says why the gateway cannot serve, or nothing. */
  readonly unready: () => string | undefined;
  /** Rejects when the database cannot be asked. */
  readonly pingDatabase: () => Promise<void>;
}

/** Ready means: a key can be checked and an event can be written. Throws `gateway_not_configured` or `store_unavailable`. */
export async function reportReadiness({ version, unready, pingDatabase }: HealthParts): Promise<JsonObject> {
  const reason = unready();
  if (reason !== undefined) throw new GatewayError("gateway_not_configured", reason);
  try {
    await pingDatabase();
  } catch (cause) {
    throw new GatewayError("store_unavailable", "The database does not answer.", { cause });
  }
  return { status: "healthy", db: "connected", tollgate_version: version };
}
