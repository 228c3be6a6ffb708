import { describe, expect, test } from "vitest";
import { openCounters } from "../../../../src/store/redis/open-counters.ts";
import { RedisCounterStore } from "../../../../src/store/redis/redis-counter-store.ts";

const URL_NAME = "UPSTASH_REDIS_REST_URL";
const TOKEN_NAME = "UPSTASH_REDIS_REST_TOKEN";
const open = (variables: Readonly<Record<string, string>>) => openCounters((name) => variables[name], 140);

describe("the counters that the variables name", () => {
  test("are in Redis when both are set", () => {
    const opened = open({ [URL_NAME]: "https://counters.invalid", [TOKEN_NAME]: "t" });
    expect(opened?.counters).toBeInstanceOf(RedisCounterStore);
    expect(opened?.problem).toBeUndefined();
  });

  test("are none when neither is set", () => {
    expect(open({})).toBeUndefined();
    expect(open({ [URL_NAME]: "", [TOKEN_NAME]: "" })).toBeUndefined();
  });

  test.each([
    ["no token", { [URL_NAME]: "https://counters.invalid" }, `${URL_NAME} is set, but ${TOKEN_NAME} is not`],
    ["no address", { [TOKEN_NAME]: "secret" }, `${TOKEN_NAME} is set, but ${URL_NAME} is not`],
    ["an address of another kind", { [URL_NAME]: "redis://x", [TOKEN_NAME]: "secret" }, `${URL_NAME} is no HTTP URL`],
  ])("refuse every command with the reason when there is %s", async (_, variables, reason) => {
    const opened = open(variables);
    expect(opened?.problem).toContain(reason);
    expect(opened?.problem).not.toContain("secret");
    await expect(
      opened?.counters.take("a", { op: "take", id: "x", claims: [], standings: [], leaseMs: 1 }),
    ).rejects.toMatchObject({ code: "gateway_not_configured", message: opened?.problem });
  });
});
