import type { Usage } from "../../core/usage.ts";
import type { UsageEvent } from "../../core/usage-event.ts";
import type { UsageEventRow } from "./schema.ts";

/** Names and messages come from clients and providers: the ledger keeps their beginning, so that no row grows without bound. */
const NAME_LENGTH_MAX = 512;
const MESSAGE_LENGTH_MAX = 2_000;
const TAGS_MAX = 64;
const ROUTE_STEPS_MAX = 32;
const TAG_LENGTH_MAX = 128;

const clip = (text: string, lengthMax = NAME_LENGTH_MAX): string => text.slice(0, lengthMax).toWellFormed();
const clipOptional = (text: string | undefined, lengthMax?: number): string | null =>
  text === undefined ? null : clip(text, lengthMax);

/** Providers report these numbers. One that is none, or none SQLite can add up, would cost the whole batch its place in the ledger. */
const whole = (value: number): number =>
  Number.isNaN(value) ? 0 : Math.min(Math.max(Math.round(value), 0), Number.MAX_SAFE_INTEGER);
const wholeOptional = (value: number | undefined): number | null => (value === undefined ? null : whole(value));

export function toUsageRow({ usage, ...event }: UsageEvent): UsageEventRow {
  return {
    id: event.id,
    startedAtMs: whole(event.startedAtMs),
    keyHash: event.key,
    userId: event.user ?? null,
    teamId: event.team ?? null,
    organizationId: event.organization ?? null,
    endUser: clipOptional(event.endUser),
    operation: event.operation,
    path: clip(event.path),
    stream: event.stream,
    requestedModel: clip(event.requestedModel),
    modelGroup: clipOptional(event.modelGroup),
    deploymentId: event.deployment ?? null,
    provider: clipOptional(event.provider),
    model: clipOptional(event.model),
    attempts: whole(event.attempts),
    route: event.route?.slice(0, ROUTE_STEPS_MAX) ?? null,
    outcome: event.outcome,
    status: whole(event.status),
    error: event.error ?? null,
    errorMessage: clipOptional(event.errorMessage, MESSAGE_LENGTH_MAX),
    inputTokens: whole(usage.inputTokens),
    outputTokens: whole(usage.outputTokens),
    cacheReadTokens: wholeOptional(usage.cacheReadTokens),
    cacheWriteTokens: wholeOptional(usage.cacheWriteTokens),
    cacheWrite1hTokens: wholeOptional(usage.cacheWrite1hTokens),
    reasoningTokens: wholeOptional(usage.reasoningTokens),
    audioInputTokens: wholeOptional(usage.audioInputTokens),
    audioOutputTokens: wholeOptional(usage.audioOutputTokens),
    images: wholeOptional(usage.images),
    // No call has both: those of a chat are searches of the web.
    searchUnits: wholeOptional(usage.searchUnits ?? usage.searches),
    characters: wholeOptional(usage.characters),
    mediaMs: wholeOptional(usage.mediaMs),
    pages: wholeOptional(usage.pages),
    estimated: usage.estimated === true,
    cost: whole(event.cost) as UsageEventRow["cost"],
    unpriced: event.unpriced,
    durationMs: whole(event.durationMs),
    firstByteMs: wholeOptional(event.firstByteMs),
    // Each once: an event is added to a tag's spend as often as the tag is here.
    tags: [...new Set(event.tags.map((tag) => clip(tag, TAG_LENGTH_MAX)))].slice(0, TAGS_MAX),
  };
}

export function fromUsageRow(row: UsageEventRow): UsageEvent {
  return {
    id: row.id,
    startedAtMs: row.startedAtMs,
    key: row.keyHash,
    user: row.userId ?? undefined,
    team: row.teamId ?? undefined,
    organization: row.organizationId ?? undefined,
    endUser: row.endUser ?? undefined,
    operation: row.operation,
    path: row.path,
    stream: row.stream,
    requestedModel: row.requestedModel,
    modelGroup: row.modelGroup ?? undefined,
    deployment: row.deploymentId ?? undefined,
    provider: row.provider ?? undefined,
    model: row.model ?? undefined,
    attempts: row.attempts,
    route: row.route ?? undefined,
    outcome: row.outcome,
    status: row.status,
    error: row.error ?? undefined,
    errorMessage: row.errorMessage ?? undefined,
    usage: usageOf(row),
    cost: row.cost,
    unpriced: row.unpriced,
    durationMs: row.durationMs,
    firstByteMs: row.firstByteMs ?? undefined,
    tags: row.tags,
  };
}

const usageOf = (row: UsageEventRow): Usage => ({
  inputTokens: row.inputTokens,
  outputTokens: row.outputTokens,
  ...(row.cacheReadTokens !== null && { cacheReadTokens: row.cacheReadTokens }),
  ...(row.cacheWriteTokens !== null && { cacheWriteTokens: row.cacheWriteTokens }),
  ...(row.cacheWrite1hTokens !== null && { cacheWrite1hTokens: row.cacheWrite1hTokens }),
  ...(row.reasoningTokens !== null && { reasoningTokens: row.reasoningTokens }),
  ...(row.audioInputTokens !== null && { audioInputTokens: row.audioInputTokens }),
  ...(row.audioOutputTokens !== null && { audioOutputTokens: row.audioOutputTokens }),
  ...(row.images !== null && { images: row.images }),
  ...(row.searchUnits !== null && { [row.operation === "chat" ? "searches" : "searchUnits"]: row.searchUnits }),
  ...(row.characters !== null && { characters: row.characters }),
  ...(row.mediaMs !== null && { mediaMs: row.mediaMs }),
  ...(row.pages !== null && { pages: row.pages }),
  ...(row.estimated && { estimated: true as const }),
});
