import type { Deployment, Prices } from "../core/deployment.ts";
import type { Fault } from "../core/fault.ts";
import type { JsonObject } from "../core/json.ts";
import type { Operation } from "../core/operation.ts";
import type { UpstreamDialect } from "../dialects/dialect.ts";

export type HeaderRecord = Record<string, string>;

/** One provider: where it is, how a call is signed, what it serves in which dialects, how its failures read. */
export interface Adapter {
  readonly id: string;
  readonly serves: { readonly [O in Operation]?: Service<O> };
  /** Where the credential comes from when the configuration names none: the first variable that is set. */
  readonly keyVariables: readonly string[];
  /** The variable that may name another base URL. */
  readonly baseVariables: readonly string[];
  /** The variables that may name the API version. */
  readonly versionVariables?: readonly string[];
  /** False for providers that take calls without a credential (a model server of one's own). */
  readonly needsCredential: boolean;
  /** What a call costs where the catalogue knows nothing of this provider. */
  readonly prices?: Prices;
  /** The models to list where the catalogue knows nothing of this provider. */
  readonly models?: readonly string[];
  /** Throws `GatewayError` when the deployment lacks what the URL is made of. */
  url(path: string, deployment: Deployment): string;
  /** Adds the credential to the headers. */
  sign(headers: HeaderRecord, deployment: Deployment): void;
  readFault(status: number, body: string, headers: Headers): Fault;
  /** Answers without a network call; only the built-in demo has it. */
  readonly answer?: (body: JsonObject, operation: Operation, signal: AbortSignal) => Response;
}

export interface Service<O extends Operation> {
  readonly path: string;
  /** First is preferred; any of them is forwarded without translation when the client speaks it too. */
  readonly dialects: readonly [UpstreamDialect<O>, ...UpstreamDialect<O>[]];
  /** Small provider differences inside a shared dialect: renamed, unsupported or mandatory fields. */
  readonly adjust?: ((body: JsonObject) => JsonObject) | undefined;
  /** Request headers of the client that are passed on, lower case. */
  readonly forwardHeaders?: readonly string[];
  /**
   * True when the provider always closes a good stream with the dialect's end mark, so that its absence is a
   * broken stream even after a finish reason.
   */
  readonly marksEnd: boolean;
  /** True when its chunks stray from the dialect's promises (text as a list of parts), so that streams are written anew. */
  readonly straysInStreams?: boolean;
}
