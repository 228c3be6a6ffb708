import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GatewayError } from "../../../../src/core/errors.ts";
import type { PartCharge } from "../../../../src/forwards/realtime/charge-part.ts";
import { relaySession, type Socket } from "../../../../src/forwards/realtime/relay-session.ts";
import { SessionCore } from "../../../../src/forwards/realtime/session-core.ts";
import type { TurnEnd } from "../../../../src/forwards/realtime/session-turn.ts";

/** One end of a connection, whose other end is the test. */
class FakeSocket extends EventTarget implements Socket {
  readonly sent: unknown[] = [];
  closed: readonly [code: number | undefined, reason: string | undefined] | undefined;

  send(message: unknown): void {
    if (this.closed !== undefined) throw new TypeError("Can't call WebSocket send() after close().");
    this.sent.push(message);
  }

  close(code?: number, reason?: string): void {
    this.closed ??= [code, reason];
  }

  says(data: string | ArrayBuffer): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  leaves(code: number): void {
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}

const CREATE = JSON.stringify({ type: "response.create" });
const LIMITS = { idleMs: 60_000, totalMs: 600_000 };

let client: FakeSocket;
let provider: FakeSocket;
let ends: TurnEnd[];
let enter: () => Promise<void>;

beforeEach(() => {
  vi.useFakeTimers();
  [client, provider, ends] = [new FakeSocket(), new FakeSocket(), []];
  enter = () => Promise.resolve();
});
afterEach(() => {
  vi.useRealTimers();
});

const relay = () =>
  relaySession(
    { client, provider },
    {
      core: new SessionCore({ name: "voice", upstream: "gpt-realtime", redact: (said) => said }),
      charge: (): PartCharge => ({ entered: enter(), settle: (end) => void ends.push(end) }),
      chargeExtra: () => enter(),
      limits: LIMITS,
      now: Date.now,
    },
  );

describe("a session between two sockets", () => {
  it("carries texts and bytes as they are", async () => {
    const over = relay();
    const bytes = new ArrayBuffer(2);
    client.says('{"type":"x"}');
    client.says(bytes);
    provider.says("hello");
    expect(provider.sent).toEqual(['{"type":"x"}', bytes]);
    expect(client.sent).toEqual(["hello"]);
    client.leaves(1001);
    expect(await over).toMatchObject({ outcome: "served" });
    expect(provider.closed).toEqual([1000, undefined]);
  });

  it("waits with a turn until it is let in", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    enter = () => promise;
    const over = relay();
    client.says(CREATE);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(provider.sent).toEqual([]);
    resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(provider.sent).toEqual([CREATE]);
    client.leaves(1000);
    await over;
    expect(ends).toMatchObject([{ outcome: "abandoned", usage: { estimated: true } }]);
  });

  it.each([
    ["goes on after a refusal that will pass", "rate_limited", undefined],
    ["ends with one that will not", "key_blocked", 1008],
  ] as const)("%s", async (_, code, closedWith) => {
    enter = () => Promise.reject(new GatewayError(code, "No."));
    const over = relay();
    client.says(CREATE);
    await vi.advanceTimersByTimeAsync(0);
    expect(ends).toMatchObject([{ outcome: "refused" }]);
    expect(client.closed?.[0]).toBe(closedWith);
    client.leaves(1000);
    await over;
  });

  it.each([
    ["goes on when what was heard is more than a rate allows", "rate_limited", undefined],
    ["ends when what was heard is more than is left", "budget_exceeded", 1008],
  ] as const)("%s", async (_, code, closedWith) => {
    enter = () => Promise.reject(new GatewayError(code, "No."));
    const over = relay();
    const usage = { type: "duration", seconds: 2 };
    provider.says(JSON.stringify({ type: "conversation.item.input_audio_transcription.completed", usage }));
    await vi.advanceTimersByTimeAsync(0);
    expect(client.closed?.[0]).toBe(closedWith);
    client.leaves(1000);
    await over;
  });

  it("ends when neither side says anything for as long as is allowed, and not before", async () => {
    const over = relay();
    await vi.advanceTimersByTimeAsync(LIMITS.idleMs - 1);
    provider.says("{}");
    await vi.advanceTimersByTimeAsync(LIMITS.idleMs - 1);
    expect(client.closed).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    await over;
    expect(client.closed?.[0]).toBe(1008);
    expect(JSON.parse(String(client.sent.at(-1)))).toMatchObject({ type: "error", error: { type: "timeout_error" } });
  });

  it("ends after the longest time that one may take", async () => {
    const over = relay();
    for (let spentMs = 0; spentMs < LIMITS.totalMs; spentMs += 30_000) {
      expect(client.closed).toBeUndefined();
      client.says('{"type":"x"}');
      await vi.advanceTimersByTimeAsync(30_000);
    }
    await over;
    expect([client.closed?.[0], provider.closed?.[0]]).toEqual([1008, 1000]);
  });

  it("says why it ends within what a close frame holds", async () => {
    enter = () => Promise.reject(new GatewayError("budget_exceeded", "é".repeat(200)));
    const over = relay();
    client.says(CREATE);
    await over;
    expect(client.closed).toEqual([1008, "é".repeat(61)]);
  });

  it("leaves no timer behind", async () => {
    const over = relay();
    provider.leaves(1006);
    await over;
    expect(vi.getTimerCount()).toBe(0);
  });
});
