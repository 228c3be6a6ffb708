import { GatewayError } from "../../core/errors.ts";
import type { Usage } from "../../core/usage.ts";
import { isPassing, type PartCharge } from "./charge-part.ts";
import type { Ending } from "./ending.ts";
import type { Frame } from "./frame.ts";
import type { SessionCore } from "./session-core.ts";
import type { TurnDemand } from "./session-turn.ts";
import type { SessionExtra, Side, Step } from "./step.ts";

/** As much of a WebSocket as a session needs. */
export type Socket = Pick<WebSocket, "send" | "close" | "addEventListener">;

export interface SessionLimits {
  /** Between two frames, whichever side they are from. */
  readonly idleMs: number;
  readonly totalMs: number;
}

/** OpenAI ends a session after an hour by itself: platform.openai.com/docs/guides/realtime-conversations. */
export const SESSION_LIMITS: SessionLimits = { idleMs: 15 * 60_000, totalMs: 65 * 60_000 };

interface RelayTools {
  readonly core: SessionCore;
  readonly charge: (turn: number, demand: TurnDemand, current: () => Usage) => PartCharge;
  readonly chargeExtra: (extra: SessionExtra) => Promise<void>;
  readonly limits: SessionLimits;
  readonly now: () => number;
}

/** RFC 6455: a control frame holds 125 bytes, two of them the code. */
const REASON_BYTES_MAX = 123;

/** Carries frames between two open sockets until either side, a limit or the clock ends the session. Never rejects. */
export async function relaySession(
  sockets: Readonly<Record<Side, Socket>>,
  { core, charge, chargeExtra, limits, now }: RelayTools,
): Promise<Ending> {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  const charges = new Map<number, PartCharge>();
  let heardAtMs = now();
  let idleTimer: ReturnType<typeof setTimeout>;

  async function claim(turn: number, demand: TurnDemand): Promise<void> {
    const opened = charge(turn, demand, () => core.usageOf(turn));
    charges.set(turn, opened);
    try {
      await opened.entered;
    } catch (cause) {
      const error = GatewayError.from(cause);
      return run(core.refused(turn, error, !isPassing(error)));
    }
    run(core.admitted(turn));
  }

  function run(steps: readonly Step[]): void {
    for (const step of steps) {
      switch (step.do) {
        case "send":
          send(sockets[step.to], step.frame);
          break;
        case "claim":
          void claim(step.turn, step.demand);
          break;
        case "settle":
          charges.get(step.turn)?.settle(step.end);
          charges.delete(step.turn);
          break;
        case "charge":
          chargeExtra(step.extra).catch((cause: unknown) => {
            const error = GatewayError.from(cause);
            if (!isPassing(error)) run(core.overdrawn(error));
          });
          break;
        case "close":
          close(step.ending);
      }
    }
  }

  function close(ending: Ending): void {
    clearTimeout(idleTimer);
    clearTimeout(totalTimer);
    shut(sockets.provider, 1000);
    shut(sockets.client, ending.code, ending.error?.message);
    resolve(ending);
  }

  function watchIdle(): void {
    const restMs = heardAtMs + limits.idleMs - now();
    if (restMs <= 0) run(core.end("idle"));
    else idleTimer = setTimeout(watchIdle, restMs);
  }

  const listen = (side: Side, heard: (frame: Frame) => readonly Step[], left: (code: number) => readonly Step[]) => {
    sockets[side].addEventListener("message", ({ data }) => {
      heardAtMs = now();
      run(heard(data));
    });
    sockets[side].addEventListener("close", ({ code }) => run(left(code)));
    sockets[side].addEventListener("error", () => run(left(1006)));
  };

  const totalTimer = setTimeout(() => run(core.end("too-long")), limits.totalMs);
  watchIdle();
  listen(
    "client",
    (frame) => core.fromClient(frame),
    () => core.end("client-left"),
  );
  listen(
    "provider",
    (frame) => core.fromProvider(frame),
    (code) => core.providerClosed(code),
  );
  run(core.begin());
  return await promise;
}

/** A socket that has closed throws; its own `close` event tells of it. */
function send(socket: Socket, frame: Frame): void {
  try {
    socket.send(frame);
  } catch {
    return;
  }
}

function shut(socket: Socket, code: number, reason?: string): void {
  try {
    socket.close(code, reason === undefined ? undefined : cutToBytes(reason));
  } catch {
    return;
  }
}

/** Without half a character at its end. */
const cutToBytes = (text: string): string =>
  new TextDecoder().decode(new TextEncoder().encode(text).slice(0, REASON_BYTES_MAX)).replace(/\uFFFD+$/, "");
