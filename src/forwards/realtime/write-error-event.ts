import type { ErrorCode, GatewayError } from "../../core/errors.ts";

/** OpenAI's own words, where clients wait for them. */
const CODES: Partial<Record<ErrorCode, string>> = {
  rate_limited: "rate_limit_exceeded",
  too_many_attempts: "rate_limit_exceeded",
  budget_exceeded: "insufficient_quota",
};

/** An `error` event: platform.openai.com/docs/api-reference/realtime-server-events/error. `cause` is the client's event, if it named it. */
export const writeErrorEvent = ({ code, type, message, param }: GatewayError, cause?: string): string =>
  JSON.stringify({
    type: "error",
    event_id: `event_${crypto.randomUUID()}`,
    error: {
      type,
      code: CODES[code] ?? code,
      message: message.toWellFormed(),
      param: param ?? null,
      event_id: cause ?? null,
    },
  });
