import type { ErrorCode } from "./errors.ts";

interface FaultRow {
  /** What the client is told when nothing else can be tried. */
  readonly error: ErrorCode;
}

/** Every way a provider can fail, in the words that routing and error mapping decide by. */
export const FAULTS = {
  "invalid-request": { error: "provider_refused_request" },
  "context-window": { error: "context_window_exceeded" },
  "content-policy": { error: "content_refused" },
  authentication: { error: "provider_authentication" },
  permission: { error: "provider_permission" },
  "not-found": { error: "provider_not_found" },
  timeout: { error: "provider_timeout" },
  unprocessable: { error: "provider_unprocessable" },
  "rate-limited": { error: "provider_rate_limited" },
  "server-error": { error: "provider_error" },
  "bad-gateway": { error: "provider_bad_gateway" },
  overloaded: { error: "provider_overloaded" },
  /** No connection, or one that broke before the headers. */
  unreachable: { error: "provider_unreachable" },
  /** A 3xx: following it could carry the credential to another host. */
  redirected: { error: "provider_redirected" },
  /** An answer that is not what its dialect promises: no JSON, wrong content type. */
  "invalid-answer": { error: "provider_invalid_answer" },
  /** A stream that was reset, cut, stalled or ended without its last event. */
  "broken-stream": { error: "provider_stream_broken" },
} as const satisfies Record<string, FaultRow>;

export type FaultKind = keyof typeof FAULTS;

export interface Fault {
  readonly kind: FaultKind;
  /** The provider's HTTP status, where there was one. */
  readonly status?: number | undefined;
  /** The provider's words, at most 2,000 characters; redacted before a client sees them. */
  readonly message: string;
  readonly type?: string | undefined;
  readonly param?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Made by a limit of the gateway or of the caller: it says nothing about the deployment. */
  readonly isLocal?: true;
}

export class UpstreamFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault, cause?: unknown) {
    super(fault.message, cause === undefined ? undefined : { cause });
    this.name = "UpstreamFault";
    this.fault = fault;
  }
}
