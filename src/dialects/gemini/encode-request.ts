import type { ChatRequest } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import type { EncodedRequest, Target } from "../dialect.ts";
import { fitOutputCap } from "../fit-output-cap.ts";
import { listUnsupported, type SettingName } from "../list-unsupported.ts";
import { encodeContents } from "./encode-contents.ts";
import { encodeExtras } from "./encode-extras.ts";
import { encodeResponseFormat, encodeTools } from "./encode-tools.ts";
import { encodeHosted } from "./map-hosted-tools.ts";
import { encodeReasoning } from "./map-reasoning.ts";
import { encodeServiceTier } from "./map-service-tier.ts";
import { readAbilities, type ModelAbilities } from "./read-abilities.ts";

/** The model and whether the answer streams are told by the address, not here. */
export function encodeRequest(request: ChatRequest, target: Target): EncodedRequest {
  const abilities = readAbilities(target.model);
  const extras = encodeExtras(request.extras);
  const hosted = encodeHosted(request);
  const config = { ...extras.config, ...encodeConfig(request, target, abilities) };
  const serviceTier = encodeServiceTier(request.serviceTier);
  return {
    body: {
      ...extras.body,
      ...encodeContents(request.messages, abilities),
      ...encodeTools(request, [...hosted.tools, ...extras.tools]),
      ...(Object.keys(config).length > 0 && { generationConfig: config }),
      ...(serviceTier !== undefined && { serviceTier }),
    },
    unsupported: [
      ...listUnsupported(request, listKnown(request, abilities)),
      ...hosted.unsupported,
      ...extras.unsupported,
    ],
  };
}

/** A frequency or presence penalty of 0 is every model's default, and the newest refuse to hear of them. */
function encodeConfig(request: ChatRequest, target: Target, { thinking }: ModelAbilities): JsonObject {
  const { rare } = request;
  const fields: JsonObject = {
    maxOutputTokens: fitOutputCap(request, target),
    temperature: request.temperature,
    topP: request.topP,
    topK: request.topK,
    stopSequences: request.stop !== undefined && request.stop.length > 0 ? request.stop : undefined,
    seed: rare.seed,
    frequencyPenalty: rare.frequencyPenalty || undefined,
    presencePenalty: rare.presencePenalty || undefined,
    responseLogprobs: rare.logprobs === true ? true : undefined,
    logprobs: rare.logprobs === true ? rare.topLogprobs : undefined,
    ...encodeResponseFormat(request.responseFormat),
    thinkingConfig: encodeReasoning(request.reasoning, thinking),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const KNOWN: readonly SettingName[] = [
  "tools",
  "provider_tools",
  "hosted_tools",
  "tool_choice",
  "response_format",
  "max_tokens",
  "temperature",
  "top_p",
  "top_k",
  "stop",
  "seed",
  "frequency_penalty",
  "presence_penalty",
  "logprobs",
  "top_logprobs",
  "service_tier",
];

/** Google has no way to forbid parallel calls, which makes no difference where there is one tool. */
const listKnown = ({ tools }: ChatRequest, { thinking }: ModelAbilities): readonly SettingName[] => [
  ...KNOWN,
  ...(thinking.by === "nothing" ? [] : (["reasoning_effort"] as const)),
  ...(tools.length > 1 ? [] : (["parallel_tool_calls"] as const)),
];
