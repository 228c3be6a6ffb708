import { Redis } from "@upstash/redis/cloudflare";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RedisServer, startRedisServer } from "../support/redis-server.ts";
import { startUpstashShim, type UpstashShim } from "../support/upstash-shim.ts";
import { describeWithRedis } from "./with-redis.ts";

/** What the client's own defaults ask of a server: base64 and pipelines. */
describeWithRedis("the stand-in for Upstash's service", () => {
  let redis: RedisServer;
  let shim: UpstashShim;
  beforeAll(async () => {
    redis = await startRedisServer();
    shim = await startUpstashShim(redis.port);
  });
  afterAll(async () => {
    await shim.stop();
    await redis.stop();
  });

  test.each(["OK", "b2s=", "日本 é", "42", ""])(
    "gives back what a client with its defaults stored: %j",
    async (text) => {
      const client = new Redis({ url: shim.url, token: shim.token, automaticDeserialization: false });
      expect(await client.set("text", text)).toBe("OK");
      expect(await client.get("text")).toBe(text);
      expect(await client.mget("text", "none")).toEqual([text, null]);
      expect(await client.strlen("text")).toBe(Buffer.byteLength(text));
    },
  );

  test("answers each command of a pipeline, errors among them", async () => {
    const client = new Redis({ url: shim.url, token: shim.token });
    const pipeline = client.pipeline().set("n", 1).incr("n").hget("n", "field");
    const answers = await pipeline.exec({ keepErrors: true });
    expect(answers.slice(0, 2)).toEqual([{ result: "OK" }, { result: 2 }]);
    expect(answers[2]).toMatchObject({ error: expect.stringContaining("WRONGTYPE") as string });
  });

  test("lets nobody in without its token", async () => {
    const client = new Redis({ url: shim.url, token: "another", retry: { retries: 0 } });
    await expect(client.get("text")).rejects.toThrow("WRONGPASS");
  });
});
