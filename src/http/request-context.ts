import type { RequestContext } from "../core/context.ts";
import { asId } from "../core/ids.ts";

export function requestContext(request: Request, execution: Pick<ExecutionContext, "waitUntil">): RequestContext {
  return {
    id: asId<"request">(crypto.randomUUID()),
    startedAtMs: Date.now(),
    clientGone: request.signal,
    now: Date.now,
    defer: (work) => execution.waitUntil(work),
  };
}
