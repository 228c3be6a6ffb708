import type { ChatRequest } from "../../core/chat.ts";
import type { EncodedRequest, Target } from "../dialect.ts";
import { listUnsupported, type SettingName } from "../list-unsupported.ts";
import { defined } from "../read-fields.ts";
import { writePrompt } from "../write-prompt.ts";

const KNOWN = [
  "max_tokens",
  "temperature",
  "top_p",
  "stop",
  "seed",
  "frequency_penalty",
  "presence_penalty",
  "logit_bias",
] as const satisfies readonly SettingName[];

/** For a model that only completes text. It ends after 16 tokens where nobody says how many it may write. */
export function encodeRequest(request: ChatRequest, target: Target): EncodedRequest {
  const { prompt, unsupported } = writePrompt(request.messages);
  const { provider_tools: _, ...extras } = request.extras;
  const { rare, stop = [] } = request;
  return {
    body: {
      ...extras,
      model: target.model,
      prompt,
      ...defined({
        max_tokens: request.maxOutputTokens,
        temperature: request.temperature,
        top_p: request.topP,
        stop: stop.length > 0 ? stop : undefined,
        user: request.user,
        seed: rare.seed,
        frequency_penalty: rare.frequencyPenalty,
        presence_penalty: rare.presencePenalty,
        logit_bias: rare.logitBias,
      }),
      ...(request.stream && { stream: true, stream_options: { include_usage: true } }),
    },
    unsupported: [...unsupported, ...listUnsupported(request, KNOWN)],
  };
}
