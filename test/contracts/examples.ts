import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import { nanoUsd, zeroUsd } from "../../src/core/money.ts";
import type { UsageEvent } from "../../src/core/usage-event.ts";
import type { KeyRecord } from "../../src/store/key-registry.ts";

export const NOON_MS = Date.UTC(2026, 0, 15, 12);

export const keyRecord = (key: string, changes: Partial<KeyRecord> = {}): KeyRecord => ({
  hash: hashKey(key),
  secretHash: null,
  previousHash: null,
  previousUntilMs: null,
  keyName: `sk-...${key.slice(-4)}`,
  keyAlias: null,
  userId: null,
  teamId: null,
  organizationId: null,
  budgetId: null,
  models: [],
  aliases: {},
  metadata: {},
  permissions: {},
  blocked: false,
  duration: null,
  expiresAtMs: null,
  spend: zeroUsd,
  maxBudget: null,
  softBudget: null,
  budgetDuration: null,
  tpmLimit: null,
  rpmLimit: null,
  maxParallelRequests: null,
  extra: {},
  createdAtMs: NOON_MS,
  createdBy: "default_user_id",
  updatedAtMs: NOON_MS,
  updatedBy: "default_user_id",
  lastActiveAtMs: null,
  ...changes,
});

export const usageEvent = (id: string, changes: Partial<UsageEvent> = {}): UsageEvent => ({
  id: asId<"request">(id),
  startedAtMs: NOON_MS,
  key: hashKey("sk-someone"),
  operation: "chat",
  path: "/v1/chat/completions",
  stream: false,
  requestedModel: "gpt-4o",
  attempts: 1,
  outcome: "served",
  status: 200,
  usage: { inputTokens: 10, outputTokens: 5 },
  cost: nanoUsd(1_000),
  unpriced: false,
  durationMs: 900,
  tags: [],
  ...changes,
});
