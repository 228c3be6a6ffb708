import type { JsonObject } from "../../core/json.ts";
import { toUsd } from "../../core/money.ts";
import type { Activity } from "../../core/operation.ts";
import type { UsageEvent } from "../../core/usage-event.ts";
import { writeInstant } from "../write-instant.ts";

const CALL_TYPES = {
  chat: "acompletion",
  embedding: "aembedding",
  image: "aimage_generation",
  rerank: "arerank",
  moderation: "amoderation",
  count: "acount_tokens",
  speech: "aspeech",
  transcription: "atranscription",
  translation: "atranslation",
  image_edit: "aimage_edit",
  image_variation: "aimage_variation",
  ocr: "aocr",
  video: "avideo_generation",
  file: "acreate_file",
  batch: "acreate_batch",
  fine_tuning: "acreate_fine_tuning_job",
  vector_store: "avector_store_search",
  container: "acreate_container",
  assistant: "acreate_assistants",
  response: "aget_responses",
  pass_through: "pass_through_endpoint",
  realtime: "_arealtime",
} as const satisfies Record<Activity, string>;

/** Where the path of a chat says more than the operation. */
const CALL_TYPES_OF_PATHS: ReadonlyMap<string, string> = new Map([
  ["/v1/messages", "anthropic_messages"],
  ["/v1/completions", "atext_completion"],
  ["/v1/responses", "aresponses"],
  ["/v1/responses/compact", "acompact_responses"],
  ["/v1beta/models/:call{.+}", "agenerate_content"],
]);

/** In LiteLLM's words. */
export const callType = ({ operation, path }: Pick<UsageEvent, "operation" | "path">): string =>
  (operation === "chat" ? CALL_TYPES_OF_PATHS.get(path) : undefined) ?? CALL_TYPES[operation];

/** What the key and the team of an event are called now; null: nothing, or they are gone. */
export interface EventNames {
  readonly keyAlias: string | null;
  readonly teamAlias: string | null;
}

/** A usage event in the shape of LiteLLM's spend logs; what that shape has no field for is in `metadata`. */
export const spendLogRow = (event: UsageEvent, names: EventNames): JsonObject => ({
  request_id: event.id,
  call_type: callType(event),
  api_key: event.key,
  spend: toUsd(event.cost),
  total_tokens: event.usage.inputTokens + event.usage.outputTokens,
  prompt_tokens: event.usage.inputTokens,
  completion_tokens: event.usage.outputTokens,
  startTime: writeInstant(event.startedAtMs),
  endTime: writeInstant(event.startedAtMs + event.durationMs),
  completionStartTime: event.firstByteMs === undefined ? null : writeInstant(event.startedAtMs + event.firstByteMs),
  model: event.model ?? event.requestedModel,
  model_id: event.deployment ?? "",
  model_group: event.modelGroup ?? "",
  custom_llm_provider: event.provider ?? "",
  api_base: "",
  user: event.user ?? "",
  team_id: event.team ?? null,
  organization_id: event.organization ?? null,
  end_user: event.endUser ?? "",
  cache_hit: event.outcome === "cached" ? "True" : "False",
  cache_key: "",
  request_tags: event.tags,
  requester_ip_address: null,
  session_id: null,
  status: statusOf(event),
  messages: {},
  response: {},
  proxy_server_request: {},
  metadata: metadataOf(event, names),
});

const statusOf = ({ outcome }: UsageEvent): string =>
  outcome === "served" || outcome === "cached" ? "success" : "failure";

const metadataOf = (event: UsageEvent, { keyAlias, teamAlias }: EventNames): JsonObject => ({
  user_api_key: event.key,
  user_api_key_alias: keyAlias,
  user_api_key_user_id: event.user ?? null,
  user_api_key_team_id: event.team ?? null,
  user_api_key_team_alias: teamAlias,
  user_api_key_org_id: event.organization ?? null,
  status: statusOf(event),
  usage_object: { ...event.usage },
  error_information:
    event.error === undefined
      ? null
      : { error_code: String(event.status), error_class: event.error, error_message: event.errorMessage ?? "" },
  outcome: event.outcome,
  http_status: event.status,
  path: event.path,
  stream: event.stream,
  requested_model: event.requestedModel,
  attempts: event.attempts,
  route: (event.route ?? []).map((step) => ({ ...step })),
  unpriced: event.unpriced,
  duration_ms: event.durationMs,
});
