import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { textAt } from "../support/at.ts";
import { makeKey } from "../support/keys.ts";
import { memoryOf } from "../support/memory.ts";
import { configFor, deployment } from "../support/providers.ts";
import { rawCall, type RawCall } from "../support/raw-client.ts";
import { spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";

const MIB = 1024 * 1024;
const HEARD = JSON.stringify({ text: "x", usage: { type: "duration", seconds: 7 } });

/** How a provider came through an upload: whether it had all of it, and how much. */
interface Taken {
  bytes: number;
  how: "reading" | "whole" | "broken";
}

/** A provider that reads uploads without keeping them; at `/refuses` it answers before it has read anything. */
const taken: Taken[] = [];
const sink = createServer((request, response) => {
  if (request.url?.startsWith("/refuses") === true) {
    response.writeHead(413, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: "Maximum content size limit exceeded.", type: "server_error" } }));
    return;
  }
  const mine: Taken = { bytes: 0, how: "reading" };
  taken.push(mine);
  request.on("data", (chunk: Buffer) => (mine.bytes += chunk.length));
  request.on("error", () => undefined);
  request.on("close", () => (mine.how = request.complete ? "whole" : "broken"));
  request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end(HEARD));
}).listen(0, "127.0.0.1");
await once(sink, "listening");
const address = sink.address();
if (address === null || typeof address === "string") throw new Error("The provider has no port.");
const sinkUrl = `http://127.0.0.1:${address.port}`;
afterAll(() => {
  sink.closeAllConnections();
  sink.close();
});

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      deployment(upstream, "openai", "hear", { model: "openai/whisper-1", api_base: sinkUrl }),
      { model_name: "bare", litellm_params: { model: "deepgram/nova-3", api_base: sinkUrl, api_key: "a-key" } },
      deployment(upstream, "openai", "deaf", { model: "openai/whisper-1", api_base: `${sinkUrl}/refuses` }),
      deployment(upstream, "openai", "speak", { model: "openai/tts-1" }),
      deployment(upstream, "openai", "hurried", { model: "openai/tts-1", timeout: 2 }),
    ],
  }),
);

const BOUNDARY = "harbour-wall";
const part = (name: string, more = ""): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
const beginning = (model: string): Buffer =>
  Buffer.from(`${part("model")}${model}\r\n${part("file", `; filename="a.mp3"`)}`);
const end = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);

const upload = (key: string, body: Buffer, length = body.length): RawCall =>
  rawCall(stage.gateway.url, {
    path: "/v1/audio/transcriptions",
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
      "content-length": String(length),
    },
    body,
  });

const until = async (holds: () => boolean): Promise<void> => {
  const deadline = Date.now() + 20_000;
  while (!holds() && Date.now() < deadline) await sleep(20);
  expect(holds()).toBe(true);
};

/** The only event of a key, even a while after it came. */
async function onlyEvent(key: string): Promise<unknown> {
  await spendOfKey(stage.gateway, key, 1);
  await sleep(500);
  const events = await spendOfKey(stage.gateway, key, 1);
  expect(events).toHaveLength(1);
  return events[0];
}

describe("an upload", () => {
  it.each([
    ["close", "hear"],
    ["reset", "hear"],
    // Sent on without its form, in chunks that have no length.
    ["close", "bare"],
    ["reset", "bare"],
  ] as const)(
    "whose client leaves by %s in the middle reaches nobody whole, and costs nothing (%s)",
    async (leave, model) => {
      const key = await makeKey(stage.gateway);
      taken.length = 0;
      const call = upload(key, Buffer.concat([beginning(model), randomBytes(2 * MIB)]), 10 * MIB);
      await until(() => (taken[0]?.bytes ?? 0) > MIB);
      call[leave]();
      await until(() => taken[0]?.how === "broken");
      expect(taken).toHaveLength(1);
      expect(await onlyEvent(key)).toMatchObject({
        spend: 0,
        metadata: { outcome: "abandoned", attempts: 1, unpriced: false },
      });
    },
  );

  it.each(["hear", "bare"])(
    "that ends without its last boundary is told to the client, and breaks off for the provider (%s)",
    async (model) => {
      const key = await makeKey(stage.gateway);
      taken.length = 0;
      const call = upload(key, Buffer.concat([beginning(model), randomBytes(3 * MIB)]));
      expect((await call.head).status).toBe(400);
      await call.over;
      expect(textAt(JSON.parse(call.text()), "error", "message")).toContain("closing boundary");
      await until(() => taken[0]?.how === "broken");
      expect(taken).toHaveLength(1);
      expect(await onlyEvent(key)).toMatchObject({ spend: 0, metadata: { outcome: "refused", http_status: 400 } });
    },
  );

  it("that the provider refuses unread is told at once, and is not sent again", async () => {
    const key = await makeKey(stage.gateway);
    const call = upload(key, Buffer.concat([beginning("deaf"), randomBytes(20 * MIB), end]));
    expect((await call.head).status).toBe(400);
    await call.over;
    expect(textAt(JSON.parse(call.text()), "error", "message")).toContain("Maximum content size");
    expect(await onlyEvent(key)).toMatchObject({ spend: 0, metadata: { outcome: "failed", attempts: 1 } });
  });

  it("larger than any is refused by its length", async () => {
    const key = await makeKey(stage.gateway);
    taken.length = 0;
    const call = upload(key, beginning("hear"), 600 * MIB);
    expect((await call.head).status).toBe(413);
    call.close();
    expect(await onlyEvent(key)).toMatchObject({ spend: 0, metadata: { outcome: "refused", attempts: 0 } });
    expect(taken).toEqual([]);
  });

  it("of 100 MB costs less than 20 MB of memory", async () => {
    const key = await makeKey(stage.gateway);
    await send(key, 10 * MIB);
    taken.length = 0;
    const before = memoryOf(stage.gateway.pid);
    let peak = 0;
    const watching = setInterval(() => (peak = Math.max(peak, memoryOf(stage.gateway.pid) - before)), 50);
    const status = await send(key, 100 * MIB);
    clearInterval(watching);
    expect(status).toBe(200);
    expect(taken).toMatchObject([{ how: "whole" }]);
    expect(taken[0]?.bytes).toBeGreaterThan(100 * MIB);
    expect(peak).toBeLessThan(20 * MIB);
  });
});

/** Sends an upload of so many bytes without keeping it in memory. */
async function send(key: string, bytes: number): Promise<number | undefined> {
  const first = beginning("hear");
  const chunk = randomBytes(MIB);
  const call = httpRequest(`${stage.gateway.url}/v1/audio/transcriptions`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
      "content-length": String(first.length + bytes + end.length),
    },
  });
  const answered = once(call, "response") as Promise<[IncomingMessage]>;
  call.write(first);
  for (let sent = 0; sent < bytes; sent += chunk.length) if (!call.write(chunk)) await once(call, "drain");
  call.end(end);
  const [response] = await answered;
  response.resume();
  await once(response, "end");
  return response.statusCode;
}

describe("sound", () => {
  const speak = (key: string, model: string): RawCall =>
    rawCall(stage.gateway.url, {
      path: "/v1/audio/speech",
      headers: { authorization: `Bearer ${key}` },
      body: { model, input: "How is the harbour?", voice: "alloy" },
    });
  const SPOKEN = 19;

  it.each(["close", "reset"] as const)("whose client leaves by %s is charged, once", async (leave) => {
    const key = await makeKey(stage.gateway);
    stage.upstream.play("openai", {
      body: randomBytes(50_000),
      headers: { "content-type": "audio/mpeg" },
      split: "bytes:1000",
      endless: true,
      delay: 5,
    });
    const call = speak(key, "speak");
    await call.head;
    await until(() => call.bytes().length > 5_000);
    call[leave]();
    await stage.upstream.last("openai").closed;
    expect(await onlyEvent(key)).toMatchObject({
      spend: SPOKEN * 0.000015,
      metadata: { outcome: "abandoned", usage_object: { characters: SPOKEN } },
    });
  });

  it("that stops half-way breaks off when its time is over", async () => {
    const key = await makeKey(stage.gateway);
    stage.upstream.play("openai", {
      body: randomBytes(50_000),
      headers: { "content-type": "audio/mpeg" },
      split: "bytes:1000",
      stallAfter: 5,
    });
    const call = speak(key, "hurried");
    expect((await call.head).status).toBe(200);
    expect(await call.over).toEqual({ clean: false });
    expect(await onlyEvent(key)).toMatchObject({
      metadata: { outcome: "failed", usage_object: { characters: SPOKEN } },
    });
  });

  it("that never begins is told as late", async () => {
    const key = await makeKey(stage.gateway);
    stage.upstream.play("openai", { headersDelay: 20_000 });
    const call = speak(key, "hurried");
    expect((await call.head).status).toBe(408);
    expect(await onlyEvent(key)).toMatchObject({ spend: 0, metadata: { outcome: "failed" } });
  });
});
