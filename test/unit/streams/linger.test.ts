import { describe, expect, test, vi } from "vitest";
import { linger } from "../../../src/streams/linger.ts";

const mebibyte = new Uint8Array(1024 * 1024);

describe("what a refused client still sends", () => {
  test("is taken to its end", async () => {
    const chunks = [mebibyte, mebibyte, undefined];
    const next = vi.fn<() => Promise<Uint8Array | undefined>>(async () => await Promise.resolve(chunks.shift()));
    await linger(next);
    expect(next).toHaveBeenCalledTimes(3);
  });

  test("is taken up to a bound, when it has none", async () => {
    const next = vi.fn<() => Promise<Uint8Array>>(async () => await Promise.resolve(mebibyte));
    await linger(next);
    expect(next).toHaveBeenCalledTimes(33);
  });

  test("is not waited for when the client has gone", async () => {
    await expect(linger(async () => await Promise.reject(new Error("gone")))).resolves.toBeUndefined();
  });

  test("is not waited for longer than a few seconds when it stops", async () => {
    vi.useFakeTimers();
    const lingering = linger(async () => await new Promise<never>(() => {}));
    await vi.advanceTimersByTimeAsync(3_000);
    await expect(lingering).resolves.toBeUndefined();
    vi.useRealTimers();
  });
});
