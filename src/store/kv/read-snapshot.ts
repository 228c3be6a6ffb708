import { z } from "zod";
import { secretOf } from "../../core/caller.ts";
import type { KeyHash, OrganizationId, TeamId, UserId } from "../../core/ids.ts";
import { parseObject } from "../../core/json.ts";
import type { NanoUsd } from "../../core/money.ts";
import type { KeySnapshot } from "../key-store.ts";

const isText = (value: unknown): boolean => typeof value === "string";

const rates = {
  requestsPerMinute: z.number().exactOptional(),
  tokensPerMinute: z.number().exactOptional(),
};
const money = z.custom<NanoUsd>(Number.isSafeInteger);
const budgets = z
  .array(
    z.object({
      limit: money,
      duration: z.string().exactOptional(),
      softLimit: money.exactOptional(),
      spendSetAtMs: z.number().exactOptional(),
      increase: z.object({ by: money, untilMs: z.number() }).exactOptional(),
    }),
  )
  .exactOptional();
const limitsSchema = z.object({
  holder: z.string(),
  home: z.string().exactOptional(),
  ...rates,
  parallelRequests: z.number().exactOptional(),
  budgets,
  models: z.record(z.string(), z.object({ ...rates, budgets })).exactOptional(),
});

const snapshotSchema = z.object({
  caller: z.object({
    role: z.literal("key"),
    key: z.custom<KeyHash>(isText),
    secret: z.custom<KeyHash>(isText).exactOptional(),
    keyAlias: z.string().exactOptional(),
    user: z.custom<UserId>(isText).exactOptional(),
    team: z.custom<TeamId>(isText).exactOptional(),
    organization: z.custom<OrganizationId>(isText).exactOptional(),
    models: z.array(z.string()),
    groupModels: z
      .object({
        team: z.array(z.string()).exactOptional(),
        user: z.array(z.string()).exactOptional(),
        organization: z.array(z.string()).exactOptional(),
      })
      .exactOptional(),
    aliases: z.record(z.string(), z.string()),
    limits: z.array(limitsSchema).exactOptional(),
    standings: z.array(z.object({ holder: z.string(), epoch: z.number() })).exactOptional(),
    allowedRoutes: z.array(z.string()).exactOptional(),
    passThrough: z.array(z.array(z.string())).exactOptional(),
  }),
  blocked: z.boolean(),
  teamBlocked: z.boolean().exactOptional(),
  expiresAtMs: z.number().exactOptional(),
  readAtMs: z.number(),
});

/**
 * A stored copy, or undefined for anything that is not exactly one: damaged, written by another version, or
 * of another key. Rights are never guessed from half a record.
 */
export function readSnapshot(text: string, hash: KeyHash): KeySnapshot | undefined {
  const { data } = snapshotSchema.safeParse(parseObject(text));
  return data !== undefined && secretOf(data.caller) === hash ? data : undefined;
}
