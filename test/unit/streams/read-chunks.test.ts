import { describe, expect, test } from "vitest";
import { readChunks } from "../../../src/streams/read-chunks.ts";

const LIMITS = { bytesMax: 10, idleMs: 60_000 };
const streamOf = (start: (controller: ReadableByteStreamController) => void): ReadableStream<Uint8Array> =>
  new ReadableStream({ type: "bytes", start });

describe("the chunks of an upload", () => {
  test("come in their order, to the end", async () => {
    const chunks = readChunks(
      streamOf((controller) => {
        controller.enqueue(new Uint8Array([1, 2]));
        controller.enqueue(new Uint8Array([3]));
        controller.close();
      }),
      LIMITS,
    );
    const bytes: number[] = [];
    for (let chunk = await chunks.next(); chunk !== undefined; chunk = await chunks.next()) bytes.push(...chunk);
    expect(bytes).toEqual([1, 2, 3]);
  });

  test("are refused when they are too many", async () => {
    const chunks = readChunks(
      streamOf((controller) => controller.enqueue(new Uint8Array(11))),
      LIMITS,
    );
    await expect(chunks.next()).rejects.toMatchObject({ code: "request_too_large" });
  });

  test("are given up when none comes", async () => {
    const chunks = readChunks(
      streamOf(() => undefined),
      { ...LIMITS, idleMs: 10 },
    );
    await expect(chunks.next()).rejects.toMatchObject({ code: "upload_timed_out", status: 408 });
    chunks.cancel();
  });

  test("break off with the connection", async () => {
    const chunks = readChunks(
      streamOf((controller) => controller.error(new Error("reset"))),
      LIMITS,
    );
    await expect(chunks.next()).rejects.toMatchObject({ code: "client_gone" });
  });
});
