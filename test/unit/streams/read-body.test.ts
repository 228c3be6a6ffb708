import { describe, expect, test } from "vitest";
import { readAnswer, readBody } from "../../../src/streams/read-body.ts";

const WAIT = Symbol("wait");
const limits = { bytesMax: 10, timeoutMs: 1_000 };

function streamOf(
  ...chunks: readonly (string | Uint8Array | Error | typeof WAIT)[]
): ReadableStream<Uint8Array> & { cancelled?: boolean } {
  let next = 0;
  const stream: ReadableStream<Uint8Array> & { cancelled?: boolean } = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks[next++];
      if (chunk === WAIT) return new Promise<never>(() => undefined);
      if (chunk instanceof Error) controller.error(chunk);
      else if (chunk === undefined) controller.close();
      else controller.enqueue(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
      return undefined;
    },
    cancel() {
      stream.cancelled = true;
    },
  });
  return stream;
}

const post = (body: BodyInit | null, headers: Record<string, string> = {}): Request =>
  new Request("http://gateway.test/", {
    method: "POST",
    body,
    headers,
    ...(body instanceof ReadableStream && { duplex: "half" }),
  });

describe("a request body", () => {
  test.each([
    ["with its length", post("0123456789", { "content-length": "10" })],
    ["without its length", post(streamOf("01234", "56789"))],
  ])("%s is read to the last byte that is allowed", async (_how, request) => {
    expect(await readBody(request, limits)).toBe("0123456789");
  });

  test.each([
    ["C3 28", [0xc3, 0x28], "\ufffd("],
    ["a raw surrogate", [0xed, 0xa0, 0xbd], "\ufffd\ufffd\ufffd"],
    ["an overlong slash", [0xc0, 0xaf], "\ufffd\ufffd"],
    ["a byte order mark", [0xef, 0xbb, 0xbf, 0x61], "a"],
    ["a character cut in two", [0xe2, 0x82], "\ufffd"],
  ])("that holds %s is read as text all the same, whichever way it comes", async (_what, raw, text) => {
    const bytes = new Uint8Array(raw);
    expect(await readBody(post(bytes, { "content-length": String(bytes.length) }), limits)).toBe(text);
    const chunks = Array.from(bytes, (byte) => new Uint8Array([byte]));
    expect(await readBody(post(streamOf(...chunks)), limits)).toBe(text);
  });

  test("that is missing is empty", async () => {
    expect(await readBody(post(null), limits)).toBe("");
  });

  test("that says it is too large is refused unread", async () => {
    const body = streamOf("01234567890");
    await expect(readBody(post(body, { "content-length": "11" }), limits)).rejects.toMatchObject({
      code: "request_too_large",
    });
    expect(body.cancelled).toBe(true);
  });

  test("that turns out too large is refused, and its rest is not read", async () => {
    const body = streamOf("0123456", "7890", WAIT);
    await expect(readBody(post(body), limits)).rejects.toMatchObject({ code: "request_too_large" });
    expect(body.cancelled).toBe(true);
  });

  test.each([
    ["with its length", { "content-length": "10" }],
    ["without its length", {}],
  ])("%s that stops coming is given up", async (_how, headers) => {
    const request = post(streamOf("01", WAIT), headers);
    await expect(readBody(request, { ...limits, timeoutMs: 30 })).rejects.toMatchObject({
      code: "upload_timed_out",
      status: 408,
    });
  });

  test("that breaks off is the client's mistake", async () => {
    await expect(readBody(post(streamOf("01", new Error("reset"))), limits)).rejects.toMatchObject({
      code: "invalid_request",
    });
  });
});

describe("an answer", () => {
  test.each([
    ["with its length", new Response("0123456789", { headers: { "content-length": "10" } })],
    ["without its length", new Response(streamOf("01234", "56789"))],
    [
      "with the length of its packed form",
      new Response(streamOf("01234", "56789"), { headers: { "content-length": "3", "content-encoding": "gzip" } }),
    ],
    ["without a body", new Response(null)],
  ])("%s is read whole", async (_how, response) => {
    expect(["0123456789", ""]).toContain(await readAnswer(response, limits));
  });

  test.each([
    ["by its length", streamOf("01234567890"), { "content-length": "11" }],
    ["by its bytes", streamOf("0123456", "7890", WAIT), {}],
    ["once unpacked", streamOf("0123456", "7890", WAIT), { "content-length": "3", "content-encoding": "gzip" }],
  ])("too large %s is a fault, and its rest is not read", async (_how, body, headers) => {
    const answer = readAnswer(new Response(body, { headers }), limits);
    await expect(answer).rejects.toMatchObject({ name: "UpstreamFault", fault: { kind: "invalid-answer" } });
    expect(body.cancelled).toBe(true);
  });

  test("that breaks off rejects with what broke it", async () => {
    await expect(readAnswer(new Response(streamOf("01", new Error("reset"))), limits)).rejects.toThrow("reset");
  });
});
