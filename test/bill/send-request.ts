import { setTimeout as sleep } from "node:timers/promises";
import { rawCall, type RawCall } from "../support/raw-client.ts";
import { endMark } from "../support/routes.ts";
import type { BillingUpstream } from "./billing-upstream.ts";
import { MARK, type Plan } from "./plan-requests.ts";

/** What the client saw. */
export interface Seen {
  /** Undefined when there were no headers. */
  readonly status: number | undefined;
  /** The answer came to its good end. */
  readonly whole: boolean;
  /** The gateway neither answered nor hung up. */
  readonly hung: boolean;
}

interface Target {
  readonly gateway: string;
  readonly key: string;
  readonly upstream: BillingUpstream;
}

/** On a busy machine it takes a while until a client that does not read has filled all buffers. */
const HUNG_AFTER_MS = 180_000;

/** Sends the request and reads its answer, or leaves when and how the plan says. */
export async function sendRequest(plan: Plan, { gateway, key, upstream }: Target): Promise<Seen> {
  const call = rawCall(gateway, {
    path: plan.route.client === "openai" ? "/v1/chat/completions" : "/v1/messages",
    headers: { authorization: `Bearer ${key}` },
    body: bodyOf(plan),
  });
  const hung = sleep(HUNG_AFTER_MS, true as const, { ref: false });
  const over = behave(plan, call, upstream).then(() => call.over);
  if ((await Promise.race([over, hung])) === true) {
    call.reset();
    return { status: undefined, whole: false, hung: true };
  }
  const { clean } = await over;
  const status = await call.head.then(
    (head) => head.status,
    () => undefined,
  );
  const ended = !plan.route.stream || call.text().includes(endMark(plan.route));
  return { status, whole: status === 200 && clean && ended, hung: false };
}

export const bodyOf = ({ id, route, prompt }: Pick<Plan, "id" | "route" | "prompt">): object => ({
  model: route.provider,
  stream: route.stream,
  max_tokens: 4_000,
  messages: [{ role: "user", content: prompt.trim() }],
  ...(route.client === "openai" ? { user: id } : { metadata: { user_id: id } }),
  ...(route.asksUsage === true && { stream_options: { include_usage: true } }),
});

async function behave(plan: Plan, call: RawCall, upstream: BillingUpstream): Promise<void> {
  const leave = (): void => (plan.fate.startsWith("client closes") ? call.close() : call.reset());
  switch (plan.fate) {
    case "client closes at once":
    case "client resets at once":
      await call.sent;
      leave();
      break;
    case "client closes before the answer":
    case "client resets before the answer":
      await Promise.race([upstream.received(plan.id), call.over]);
      leave();
      break;
    case "client closes the stream":
    case "client resets the stream":
      await call.until(MARK);
      leave();
      break;
    case "client stops reading for a while":
      await call.until(MARK);
      call.pause();
      await upstream.ended(plan.id);
      call.resume();
      break;
    case "client stops reading":
      await call.until(MARK);
      call.pause();
      await upstream.ended(plan.id);
      call.reset();
      break;
    default:
  }
}
