import { afterAll, beforeAll, expect, test } from "vitest";
import { type RedisServer, startRedisServer } from "../support/redis-server.ts";
import { RespClient } from "../support/resp-client.ts";
import { findDifference } from "./find-difference.ts";
import { LuaAuthority, SCRIPTS_ON_VIRTUAL_CLOCK } from "./lua-authority.ts";
import { MUTANTS, mutate } from "./mutants.ts";
import { ReferenceAuthority } from "./reference-authority.ts";
import { describeWithRedis } from "./with-redis.ts";

const SEED = 1;

describeWithRedis("with a real redis-server", () => {
  let redis: RedisServer;
  let client: RespClient;
  beforeAll(async () => {
    redis = await startRedisServer();
    client = await RespClient.connect(redis.port);
  });
  afterAll(async () => {
    client.close();
    await redis.stop();
  });
  const reference = new ReferenceAuthority();

  test("Redis answers 20,000 random operations as the reference core does", async () => {
    const lua = await LuaAuthority.load(client, SCRIPTS_ON_VIRTUAL_CLOCK);
    const { difference } = await findDifference(reference, lua, { operations: 20_000, seed: SEED });
    expect(difference).toBeUndefined();
  });

  test.each(MUTANTS)("the comparison notices when $bug", async (mutant) => {
    const lua = await LuaAuthority.load(client, mutate(SCRIPTS_ON_VIRTUAL_CLOCK, mutant));
    const { difference } = await findDifference(reference, lua, { operations: 100_000, seed: SEED });
    expect(difference).toBeDefined();
  });
});
