import type { ChatRequest, RareSettings } from "../../core/chat.ts";
import { isObject } from "../../core/json.ts";
import type { EncodedRequest, Target } from "../dialect.ts";
import { encodeClaudeReasoning } from "../encode-claude-reasoning.ts";
import { encodeClaudeSampling } from "../encode-claude-sampling.ts";
import { fitOutputCap } from "../fit-output-cap.ts";
import { readClaudeAbilities } from "../read-claude-abilities.ts";
import { encodeMessages } from "./encode-messages.ts";
import { encodeTools } from "./encode-tools.ts";
import { encodeServiceTier } from "./map-service-tier.ts";

export function encodeRequest(request: ChatRequest, target: Target): EncodedRequest {
  const { provider_tools: _, ...extras } = request.extras;
  const abilities = readClaudeAbilities(target.model);
  const { body: messages, historyAllowsBudget } = encodeMessages(request.messages);
  const { body: tools, format, forcesTool, unsupported } = encodeTools(request, abilities);
  const outputTokensMax = fitOutputCap(request, target) ?? target.maxOutputTokens;
  const reasoning = encodeClaudeReasoning(request.reasoning, {
    abilities,
    outputTokensMax,
    forcesTool,
    historyAllowsBudget,
  });
  const thinks = reasoning.thinking !== undefined && reasoning.thinking.type !== "disabled";
  const sampling = encodeClaudeSampling(request, abilities, thinks);
  const stops = request.stop ?? [];
  const visibleStops = stops.filter((text) => text.trim() !== "");
  const serviceTier = encodeServiceTier(request.serviceTier);
  const outputConfig = {
    ...(isObject(extras.output_config) && extras.output_config),
    ...(reasoning.effort !== undefined && { effort: reasoning.effort }),
    ...(format !== undefined && { format }),
  };
  return {
    body: {
      ...extras,
      model: target.model,
      max_tokens: reasoning.maxTokens,
      ...messages,
      ...tools,
      ...(reasoning.thinking !== undefined && { thinking: reasoning.thinking }),
      ...(Object.keys(outputConfig).length > 0 && { output_config: outputConfig }),
      ...sampling.body,
      ...(visibleStops.length > 0 && { stop_sequences: visibleStops }),
      ...(request.user !== undefined && !isPersonal(request.user) && { metadata: { user_id: request.user } }),
      ...(serviceTier !== undefined && { service_tier: serviceTier }),
      ...(request.stream && { stream: true }),
    },
    unsupported: [
      ...unsupported,
      ...sampling.unsupported,
      ...reasoning.unsupported,
      // Anthropic refuses a stop text without a visible character.
      ...(visibleStops.length < stops.length ? ["stop"] : []),
      ...rareNames(request.rare),
    ],
  };
}

/** Anthropic wants no address and no telephone number as the name of a user, and refuses the request. */
const isPersonal = (user: string): boolean => /^\S+@\S+\.\S+$|^\+?[\d\s().-]{7,}$/.test(user.trim());

/** Told by OpenAI's names, and only where they ask for more than the default. */
function rareNames(rare: RareSettings): readonly string[] {
  const isSet = {
    seed: rare.seed !== undefined,
    frequency_penalty: (rare.frequencyPenalty ?? 0) !== 0,
    presence_penalty: (rare.presencePenalty ?? 0) !== 0,
    logit_bias: Object.keys(rare.logitBias ?? {}).length > 0,
    logprobs: rare.logprobs === true,
    top_logprobs: (rare.topLogprobs ?? 0) !== 0,
    n: (rare.choices ?? 1) !== 1,
  };
  return Object.entries(isSet).flatMap(([name, set]) => (set ? [name] : []));
}
