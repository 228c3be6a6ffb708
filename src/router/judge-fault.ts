import type { Fault, FaultKind } from "../core/fault.ts";

/** What a fault means for the request that met it, and for the deployment that made it. */
export interface Judgement {
  /** Where the same request may be answered better: at nobody, at another deployment, or also at the same one later. */
  readonly retry: "nowhere" | "elsewhere" | "anywhere";
  /** What leads to a cooldown: this fault alone, this fault where others can serve, or a share of faults. */
  readonly cools: "never" | "at-once" | "among-others" | "by-share";
  /** The list of models, in settings and in wishes, that may stand in. */
  readonly fallbacks: "none" | "fallbacks" | "contextWindowFallbacks" | "contentPolicyFallbacks";
}

/**
 * The classes that cool are LiteLLM's: 401, 404, 408, 429 and from 500 on; no other 4xx does. A deployment that cannot be
 * reached counts as one that answers with 502, which is what the client is told.
 */
const JUDGEMENTS = {
  "invalid-request": { retry: "nowhere", cools: "never", fallbacks: "none" },
  unprocessable: { retry: "nowhere", cools: "never", fallbacks: "none" },
  "context-window": { retry: "nowhere", cools: "never", fallbacks: "contextWindowFallbacks" },
  "content-policy": { retry: "nowhere", cools: "never", fallbacks: "contentPolicyFallbacks" },
  authentication: { retry: "elsewhere", cools: "at-once", fallbacks: "fallbacks" },
  permission: { retry: "elsewhere", cools: "never", fallbacks: "fallbacks" },
  "not-found": { retry: "elsewhere", cools: "at-once", fallbacks: "fallbacks" },
  redirected: { retry: "elsewhere", cools: "by-share", fallbacks: "fallbacks" },
  "rate-limited": { retry: "anywhere", cools: "among-others", fallbacks: "fallbacks" },
  timeout: { retry: "anywhere", cools: "by-share", fallbacks: "fallbacks" },
  "server-error": { retry: "anywhere", cools: "by-share", fallbacks: "fallbacks" },
  "bad-gateway": { retry: "anywhere", cools: "by-share", fallbacks: "fallbacks" },
  overloaded: { retry: "anywhere", cools: "by-share", fallbacks: "fallbacks" },
  unreachable: { retry: "anywhere", cools: "by-share", fallbacks: "fallbacks" },
  "invalid-answer": { retry: "anywhere", cools: "by-share", fallbacks: "fallbacks" },
  "broken-stream": { retry: "anywhere", cools: "by-share", fallbacks: "fallbacks" },
} as const satisfies Record<FaultKind, Judgement>;

export function judgeFault({ kind, isLocal }: Pick<Fault, "kind" | "isLocal">): Judgement {
  const judgement = JUDGEMENTS[kind];
  return isLocal ? { ...judgement, cools: "never" } : judgement;
}
