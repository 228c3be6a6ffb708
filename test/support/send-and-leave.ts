import { setTimeout as sleep } from "node:timers/promises";
import type { RunningGateway } from "./gateway.ts";
import { rawCall, type RawRequest } from "./raw-client.ts";

/** Longer than it takes until the gateway knows that its client is gone. */
export const PATIENCE_MS = 1_500;

/** What a client that left would have read as a status. */
export const NOBODY_HEARD = 0;

interface Ending {
  readonly status: number;
  /** False where the answer broke off. */
  readonly clean: boolean;
  readonly text: string;
}

/** Reads the answer to its end or, with `leavesWhen`, leaves rudely as soon as that is so. */
export async function sendAndLeave(
  gateway: RunningGateway,
  request: RawRequest,
  leavesWhen?: () => boolean,
): Promise<Ending> {
  const call = rawCall(gateway.url, request);
  if (leavesWhen === undefined) {
    const { clean } = await call.over;
    const { status } = await call.head;
    return { status, clean, text: call.text() };
  }
  // `expect.poll` is for tests that run one at a time.
  while (!leavesWhen()) await sleep(20);
  call.reset();
  return { status: NOBODY_HEARD, clean: false, text: "" };
}
