interface ErrorRow {
  /** HTTP status, also the client-visible `error.code` (as a string). */
  readonly status: number;
  /** The client-visible `error.type` on OpenAI paths. Anthropic paths derive theirs from the status. */
  readonly type: string;
}

/**
 * Every error a client can receive. Statuses and types follow what scripts written for the LiteLLM proxy
 * expect (its proxy error types), also where a newer API would choose another status.
 */
export const ERRORS = {
  // The request itself.
  invalid_json: { status: 400, type: "invalid_request_error" },
  invalid_request: { status: 400, type: "invalid_request_error" },
  invalid_unicode: { status: 400, type: "invalid_request_error" },
  unsupported_parameter: { status: 400, type: "invalid_request_error" },
  unsupported_operation: { status: 400, type: "invalid_request_error" },
  model_not_found: { status: 400, type: "invalid_request_error" },
  provider_retired: { status: 400, type: "invalid_request_error" },
  /** OpenAI's own word for it. */
  previous_response_not_found: { status: 400, type: "invalid_request_error" },
  route_not_found: { status: 404, type: "not_found_error" },
  method_not_allowed: { status: 405, type: "invalid_request_error" },
  upload_timed_out: { status: 408, type: "timeout_error" },
  request_too_large: { status: 413, type: "invalid_request_error" },
  // Management requests.
  validation_failed: { status: 422, type: "validation_error" },
  object_not_found: { status: 404, type: "not_found_error" },
  object_exists: { status: 400, type: "bad_request_error" },
  // Who is calling.
  key_missing: { status: 401, type: "auth_error" },
  key_malformed: { status: 401, type: "auth_error" },
  key_unknown: { status: 401, type: "token_not_found_in_db" },
  key_blocked: { status: 401, type: "auth_error" },
  team_blocked: { status: 401, type: "auth_error" },
  end_user_blocked: { status: 401, type: "auth_error" },
  key_expired: { status: 400, type: "expired_key" },
  key_model_denied: { status: 401, type: "key_model_access_denied" },
  team_model_denied: { status: 401, type: "team_model_access_denied" },
  user_model_denied: { status: 401, type: "user_model_access_denied" },
  organization_model_denied: { status: 401, type: "org_model_access_denied" },
  route_denied: { status: 403, type: "auth_error" },
  too_many_attempts: { status: 429, type: "rate_limit_error" },
  // What they may still use.
  rate_limited: { status: 429, type: "rate_limit_error" },
  budget_exceeded: { status: 400, type: "budget_exceeded" },
  limits_unavailable: { status: 503, type: "service_unavailable_error" },
  // Whom a request may go to.
  tags_denied: { status: 401, type: "auth_error" },
  no_deployment: { status: 429, type: "rate_limit_error" },
  // What the provider did.
  provider_refused_request: { status: 400, type: "invalid_request_error" },
  context_window_exceeded: { status: 400, type: "invalid_request_error" },
  content_refused: { status: 400, type: "invalid_request_error" },
  provider_authentication: { status: 401, type: "authentication_error" },
  provider_permission: { status: 403, type: "permission_error" },
  provider_not_found: { status: 404, type: "not_found_error" },
  provider_timeout: { status: 408, type: "timeout_error" },
  provider_unprocessable: { status: 422, type: "invalid_request_error" },
  provider_rate_limited: { status: 429, type: "rate_limit_error" },
  provider_error: { status: 500, type: "api_error" },
  provider_bad_gateway: { status: 502, type: "api_error" },
  provider_unreachable: { status: 502, type: "api_connection_error" },
  provider_redirected: { status: 502, type: "api_error" },
  provider_invalid_answer: { status: 502, type: "api_error" },
  provider_stream_broken: { status: 502, type: "api_error" },
  provider_overloaded: { status: 503, type: "overloaded_error" },
  // The gateway.
  credential_missing: { status: 500, type: "configuration_error" },
  gateway_not_configured: { status: 503, type: "configuration_error" },
  secret_unreadable: { status: 500, type: "configuration_error" },
  store_unavailable: { status: 503, type: "no_db_connection" },
  /** Nobody reads this one; 499 is what proxies log for it. */
  client_gone: { status: 499, type: "client_closed_request" },
  client_too_slow: { status: 408, type: "timeout_error" },
  internal: { status: 500, type: "internal_server_error" },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

interface More {
  /** The request field at fault, as a path: `messages[0].content`. */
  readonly param?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** Where a setting asks for another than the table's. */
  readonly status?: number | undefined;
  /** The provider's own word for the error; shown instead of the table's type. */
  readonly type?: string | undefined;
  /** Response headers that explain the error. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For the log; never leaves the gateway. */
  readonly cause?: unknown;
}

/** `message` is written for the client and must hold no secret; `cause` is for the log alone. */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly param: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, more: More = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "GatewayError";
    this.code = code;
    this.status = more.status ?? ERRORS[code].status;
    this.param = more.param;
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.type = more.type ?? ERRORS[code].type;
    this.headers = more.headers ?? {};
  }

  static from(error: unknown): GatewayError {
    return error instanceof GatewayError
      ? error
      : new GatewayError("internal", "The gateway failed to serve this request.", { cause: error });
  }
}
