import type { z } from "zod";
import { type Capability, capabilities } from "../core/capability.ts";
import type { INFO, PARAMS } from "./model-schema.ts";

/** The key of `model_info` that says whether a model can do it. */
export const CAPABILITY_KEYS = {
  tools: "supports_function_calling",
  parallel_tools: "supports_parallel_function_calling",
  vision: "supports_vision",
  pdf: "supports_pdf_input",
  audio_input: "supports_audio_input",
  audio_output: "supports_audio_output",
  json_schema: "supports_response_schema",
  reasoning: "supports_reasoning",
} as const satisfies Record<Capability, keyof typeof INFO>;

/** What a model's entry says to the router, beside its rates. */
export function readModelRouting(
  params: z.output<z.ZodObject<typeof PARAMS>>,
  info: z.output<z.ZodObject<typeof INFO>>,
) {
  const said = capabilities.flatMap((capability) => {
    const can = info[CAPABILITY_KEYS[capability]];
    return can === undefined ? [] : [[capability, can] as const];
  });
  return {
    weight: params.weight,
    order: params.order,
    tags: params.tags,
    region: params.region_name,
    cooldownMs: params.cooldown_time,
    retries: params.num_retries ?? params.max_retries,
    contextWindow: info.max_input_tokens,
    capabilities: said.length === 0 ? undefined : (Object.fromEntries(said) as Partial<Record<Capability, boolean>>),
  };
}
