import { describe } from "vitest";
import { hasRedisServer, REDIS_MISSING } from "../support/redis-server.ts";

if (!hasRedisServer) console.warn(`Everything that needs a real Redis is SKIPPED: ${REDIS_MISSING}.`);

/** As `describe`, skipped where there is no redis-server to start. */
export const describeWithRedis = hasRedisServer ? describe : describe.skip;
