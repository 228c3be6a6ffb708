import type { RouteGroup } from "../auth/check-route-access.ts";
import type { Operation } from "../core/operation.ts";
import type { ClientDialect } from "../dialects/dialect.ts";

/** A public inference path: which operation it is and which dialect its clients speak. */
export interface Endpoint<O extends Operation = Operation> {
  /** Hono patterns; a `:model` segment names the model in place of the body. */
  readonly paths: readonly string[];
  readonly dialect: ClientDialect<O>;
  readonly groups: readonly RouteGroup[];
}
