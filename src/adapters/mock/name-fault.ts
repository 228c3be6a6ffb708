import type { Fault, FaultKind } from "../../core/fault.ts";

/** LiteLLM's exceptions, which a mock throws when they are its text: docs.litellm.ai/docs/exception_mapping. */
const FAULTS = {
  "litellm.BadRequestError": "invalid-request",
  "litellm.ContextWindowExceededError": "context-window",
  "litellm.ContentPolicyViolationError": "content-policy",
  "litellm.AuthenticationError": "authentication",
  "litellm.PermissionDeniedError": "permission",
  "litellm.NotFoundError": "not-found",
  "litellm.Timeout": "timeout",
  "litellm.UnprocessableEntityError": "unprocessable",
  "litellm.RateLimitError": "rate-limited",
  "litellm.InternalServerError": "server-error",
  "litellm.APIError": "server-error",
  "litellm.APIConnectionError": "unreachable",
  "litellm.BadGatewayError": "bad-gateway",
  "litellm.ServiceUnavailableError": "overloaded",
} as const satisfies Record<string, FaultKind>;

/** The fault that a text of a mock stands for; undefined where it is a text to answer with. */
export function faultNamed(text: string): Fault | undefined {
  const [name, kind] = Object.entries(FAULTS).find(([known]) => known === text) ?? [];
  return kind === undefined ? undefined : { kind, message: `This is a mock ${name}.` };
}
