import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { memoryOf } from "../support/memory.ts";
import { configFor, MASTER_KEY } from "../support/providers.ts";
import { rawCall, type RawCall } from "../support/raw-client.ts";
import { endMark, STREAMS, type Route } from "../support/routes.ts";
import { spendOfCall } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import { wireText } from "../support/wire.ts";

const MIB = 1024 * 1024;
const READERS = 4;

const stage = useStage((upstream) => configFor(upstream, { router: { stream_idle_timeout: 3 } }));

/** The good beginning of a stream and then, without end, one long event of text. */
function flood(provider: Route["provider"]): string {
  const events = wireText(`${provider}/chat.sse`).split(/(?<=\n\n)/);
  const word = provider === "openai" ? " harbour" : " boards";
  const text = events.find((event) => event.includes(`"${word}"`)) ?? "";
  return events.slice(0, 5).join("") + text.replace(word, "x".repeat(60_000));
}

const start = (route: Route): RawCall =>
  rawCall(stage.gateway.url, {
    path: route.client === "openai" ? "/v1/chat/completions" : "/v1/messages",
    headers: { authorization: `Bearer ${MASTER_KEY}` },
    body: {
      model: route.provider,
      stream: true,
      max_tokens: 100,
      messages: [{ role: "user", content: "How is the harbour?" }],
      ...(route.asksUsage === true && { stream_options: { include_usage: true } }),
    },
  });

describe.each(STREAMS)("clients that stop reading, $name", (route) => {
  it("are cut off, cost little memory, and never see a good end", async () => {
    stage.upstream.play(route.provider, {
      body: flood(route.provider),
      headers: { "content-type": "text/event-stream" },
      split: "whole",
      endless: true,
    });
    const before = memoryOf(stage.gateway.pid);
    const calls = Array.from({ length: READERS }, () => start(route));
    const ids = await Promise.all(calls.map(async (call) => (await call.head).headers.get("x-litellm-call-id") ?? ""));
    for (const call of calls) call.pause();

    const requests = stage.upstream.requests(route.provider).slice(-READERS);
    let peak = 0;
    const watching = setInterval(() => (peak = Math.max(peak, memoryOf(stage.gateway.pid) - before)), 200);
    const over = await Promise.race([
      Promise.all(requests.map(({ closed }) => closed)).then(() => "cut"),
      sleep(12_000, "open"),
    ]);
    clearInterval(watching);
    expect(over).toBe("cut");
    // Kernels keep a few megabytes on either side of the gateway.
    for (const { bytesSent } of requests) expect(bytesSent).toBeLessThan(24 * MIB);
    expect(peak).toBeLessThan(READERS * 12 * MIB);

    for (const id of ids) {
      const events = await spendOfCall(stage.gateway, id);
      expect(events).toMatchObject([{ status: "failure", metadata: { outcome: "abandoned" } }]);
      expect(at(events[0], "completion_tokens")).toBeGreaterThan(1_000);
    }
    for (const call of calls) {
      call.resume();
      const { clean } = await call.over;
      const tail = call.bytes().subarray(-2_000).toString();
      expect(tail).not.toContain(endMark(route));
      expect(clean && !tail.includes('"error":')).toBe(false);
    }
  });
});
