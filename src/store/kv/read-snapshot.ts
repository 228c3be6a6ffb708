import { z } from "zod";
import type { KeyHash, TeamId, UserId } from "../../core/ids.ts";
import { parseObject } from "../../core/json.ts";
import type { NanoUsd } from "../../core/money.ts";
import type { KeySnapshot } from "../key-store.ts";

const isText = (value: unknown): boolean => typeof value === "string";

const rates = {
  requestsPerMinute: z.number().exactOptional(),
  tokensPerMinute: z.number().exactOptional(),
};
const limitsSchema = z.object({
  holder: z.string(),
  ...rates,
  parallelRequests: z.number().exactOptional(),
  budget: z
    .object({ limit: z.custom<NanoUsd>(Number.isSafeInteger), duration: z.string().exactOptional() })
    .exactOptional(),
  models: z.record(z.string(), z.object(rates)).exactOptional(),
});

const snapshotSchema = z.object({
  caller: z.object({
    role: z.literal("key"),
    key: z.custom<KeyHash>(isText),
    keyAlias: z.string().exactOptional(),
    user: z.custom<UserId>(isText).exactOptional(),
    team: z.custom<TeamId>(isText).exactOptional(),
    models: z.array(z.string()),
    aliases: z.record(z.string(), z.string()),
    limits: z.array(limitsSchema).exactOptional(),
    epoch: z.number().exactOptional(),
    allowedRoutes: z.array(z.string()).exactOptional(),
  }),
  blocked: z.boolean(),
  expiresAtMs: z.number().exactOptional(),
  readAtMs: z.number(),
});

/**
 * A stored copy, or undefined for anything that is not exactly one: damaged, written by another version, or
 * of another key. Rights are never guessed from half a record.
 */
export function readSnapshot(text: string, hash: KeyHash): KeySnapshot | undefined {
  const { data } = snapshotSchema.safeParse(parseObject(text));
  return data?.caller.key === hash ? data : undefined;
}
