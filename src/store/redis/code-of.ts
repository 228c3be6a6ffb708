import { errors } from "@upstash/redis/cloudflare";

/** Redis begins its errors with a code; the rest may quote the whole command and is never passed on. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof errors.UpstashError ? /^[A-Z]{2,}\b/.exec(error.message)?.[0] : undefined;
}
