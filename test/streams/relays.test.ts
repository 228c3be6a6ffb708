import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { residentMb } from "../bench/cpu-time.ts";
import type { Scene } from "../support/upstream.ts";
import { startRelayBench, type Kind, type RelayBench } from "./relay-bench.ts";

const KINDS: readonly Kind[] = ["native", "pumped"];
const SSE = { "content-type": "text/event-stream" };

/** `count` events, then the end mark. */
const events = (count: number, end = "data: [DONE]\n\n"): string =>
  Array.from({ length: count }, (_, index) => `data: {"n":${index},"text":"é"}\n\n`).join("") + end;

const stream = (body: string, more: Partial<Scene> = {}): Scene => ({ headers: SSE, body, delay: 5, ...more });

const SCENES: Readonly<Record<string, Scene>> = {
  good: stream(events(40)),
  quick: stream(events(40), { delay: 0 }),
  long: stream(events(400), { delay: 10 }),
  crlf: stream(events(20).replaceAll("\n", "\r\n")),
  bytewise: stream(events(10), { split: "bytes:1", delay: 0 }),
  open: stream(`${events(20, "")}data: [DONE]`),
  reset: stream(events(40), { cut: { afterBytes: 500, by: "reset" } }),
  fin: stream(events(40), { cut: { afterBytes: 500, by: "fin" } }),
  stall: stream(events(40), { stallAfter: 20 }),
  unmarked: stream(events(40, "")),
  empty: stream(""),
  told: stream(`${events(20, "")}data: fault\n\n${events(2_000)}`),
  oversized: stream(`${events(5, "")}data: ${"x".repeat(100_000)}\n\n${events(2_000)}`),
  silent: stream(events(1), { firstByteDelay: 20_000 }),
  unopened: stream(events(40), { cut: { afterBytes: 5, by: "reset" } }),
  faulty: stream(`data: fault\n\n${events(2_000)}`),
  usage: stream(`${events(10, "")}data: usage\n\ndata: [DONE]\n\n`),
  endless: stream(events(200, ""), { endless: true, split: "whole", delay: 0 }),
};

let bench: RelayBench;

beforeAll(async () => {
  bench = await startRelayBench();
  for (const [name, scene] of Object.entries(SCENES)) bench.upstream.play(name, scene);
});
afterAll(() => bench.stop());

const bodyOf = (scene: string): string => String(SCENES[scene]?.body);

describe.each(KINDS)("%s: a good stream", (kind) => {
  test.each(["good", "quick", "crlf", "bytewise"])(
    "comes through byte for byte, and every frame is seen: %s",
    async (scene) => {
      const { id, client } = bench.call(kind, scene);
      expect(await client.over).toEqual({ clean: true });
      expect(client.text()).toBe(bodyOf(scene));
      const frames = bodyOf(scene).split("data:").length - 1;
      expect(await bench.reportOf(id)).toMatchObject({ how: "complete", frames, concluded: ["closed"] });
    },
  );

  test("whose last event lacks its blank line gets it", async () => {
    const { id, client } = bench.call(kind, "open");
    expect(await client.over).toEqual({ clean: true });
    expect(client.text()).toBe(`${bodyOf("open")}\n\n`);
    expect(await bench.reportOf(id)).toMatchObject({ how: "complete", frames: 21 });
  });

  test("is served to the end when the client closes its own side only", async () => {
    const { id, raw } = await bench.callHalfClosed(kind, "good");
    expect(raw).toContain("data: [DONE]\n\n\r\n0\r\n\r\n");
    expect(await bench.reportOf(id)).toMatchObject({ how: "complete" });
  });
});

describe.each(KINDS)("%s: a stream that fails is told so inside the stream", (kind) => {
  test.each([
    ["is reset", "reset", "broken-stream", "failed"],
    ["is cut", "fin", "broken-stream", "failed"],
    ["falls silent", "stall", "timeout", "failed"],
    ["ends without its mark", "unmarked", "broken-stream", "closed"],
  ] as const)("when it %s", async (_when, scene, fault, how) => {
    const { id, client } = bench.call(kind, scene, { idleMs: 600 });
    expect(await client.over).toEqual({ clean: true });
    expect(client.text()).toMatch(new RegExp(`(^|\\n\\n)event: error\ndata: ${how}\n\n$`));
    expect(await bench.reportOf(id)).toMatchObject({ how: "failed", fault: { kind: fault }, concluded: [how] });
  });

  test("when it takes too long", async () => {
    const { id, client } = bench.call(kind, "long", { totalMs: 700 });
    expect(await client.over).toEqual({ clean: true });
    expect(client.text()).toMatch(/\n\nevent: error\ndata: failed\n\n$/);
    expect(await bench.reportOf(id)).toMatchObject({ how: "failed", fault: { kind: "timeout" } });
    await bench.upstream.last("long").closed;
  });

  test.each([
    ["the provider tells a failure", "told", "overloaded"],
    ["an event is too large", "oversized", "broken-stream"],
  ])("when %s, and the provider is let go", async (_when, scene, fault) => {
    const { id, client } = bench.call(kind, scene);
    expect(await client.over).toEqual({ clean: true });
    expect(client.text()).toMatch(/\n\nevent: error\ndata: failed\n\n$/);
    expect(await bench.reportOf(id)).toMatchObject({ how: "failed", fault: { kind: fault } });
    await bench.upstream.last(scene).closed;
    expect(bench.upstream.last(scene).outcome).toBe("client-closed");
  });
});

describe.each(KINDS)("%s: a stream that does not begin", (kind) => {
  test.each([
    ["says nothing", "silent", "timeout"],
    ["breaks before its first event", "unopened", "broken-stream"],
    ["ends before its first event", "empty", "broken-stream"],
    ["begins with a failure", "faulty", "overloaded"],
  ])("sends nothing, so that another provider can be asked, when it %s", async (_when, scene, kindOfFault) => {
    const { id, client } = bench.call(kind, scene, { firstByteMs: 300 });
    expect((await client.head).status).toBe(502);
    expect(await bench.reportOf(id)).toMatchObject({ how: "not opened", fault: { kind: kindOfFault }, concluded: [] });
    await bench.upstream.last(scene).closed;
  });
});

describe.each(KINDS)("%s: a client that leaves", (kind) => {
  test.each(["fin", "rst"] as const)("by %s stops the provider, and the stream counts what was seen", async (by) => {
    const id = bench.callAndLeave(kind, "long", by, 600);
    const report = await bench.reportOf(id);
    expect(report).toMatchObject({ how: "abandoned", concluded: [] });
    expect(report.frames).toBeGreaterThan(20);
    const upstream = bench.upstream.last("long");
    await upstream.closed;
    expect(upstream.outcome).toBe("client-closed");
    expect(report.frames).toBeGreaterThan(upstream.bytesSent / 40);
  });

  test("leaves one end behind, and one only, in a crowd of 60", async () => {
    const ids = Array.from({ length: 60 }, (_, index) => {
      if (index % 4 === 0) return bench.call(kind, "good").id;
      return bench.callAndLeave(kind, "long", index % 2 === 0 ? "fin" : "rst", 20 + Math.random() * 1_500);
    });
    const reports = await Promise.all(ids.map((id) => bench.reportOf(id)));
    expect(reports.filter(({ how }) => how === "complete")).toHaveLength(15);
    expect(reports.filter(({ how }) => how === "abandoned")).toHaveLength(45);
    await sleep(200);
    for (const id of ids) expect(bench.reportsOf(id)).toHaveLength(1);
  });
});

describe.each(KINDS)("%s: clients that stop reading", (kind) => {
  test("cost little memory and are cut off, which does not look like an end", async () => {
    const before = residentMb(bench.pid);
    const calls = Array.from({ length: 16 }, () => bench.call(kind, "endless", { idleMs: 2_500 }));
    for (const { client } of calls) {
      await client.head;
      client.pause();
    }
    let peak = before;
    for (let look = 0; look < 60; look++) {
      await sleep(50);
      peak = Math.max(peak, residentMb(bench.pid));
    }
    // Most of it is what the sockets of this machine let through before they are full, some 5 MB a stream.
    expect((peak - before) / calls.length).toBeLessThan(8);

    for (const { id, client } of calls) {
      expect(await bench.reportOf(id)).toMatchObject({ how: "stuck", concluded: ["stuck"] });
      client.resume();
      expect(await client.over).toEqual({ clean: false });
    }
  });
});

test.each(KINDS)("%s: a failure told by the provider reaches the client in the provider's own words", async (kind) => {
  const { client } = bench.call(kind, "told");
  await client.over;
  expect(client.text()).toContain("data: fault\n\n");
});

test("pumped: a frame that the client did not ask for is left out", async () => {
  const { id, client } = bench.call("pumped", "usage");
  await client.over;
  expect(client.text()).toBe(events(10));
  expect(await bench.reportOf(id)).toMatchObject({ how: "complete", frames: 12 });
});
