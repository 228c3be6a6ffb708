import type { ModerationWire } from "../wire.ts";
import { OPENAI_FAILURES } from "./openai-failures.ts";

/** Source: platform.openai.com/docs/api-reference/moderations, docs.mistral.ai/capabilities/guardrailing. */
export const openaiModerationsWire: ModerationWire = {
  operation: "moderation",
  dialect: "openai-moderations",
  whole: (flags, spent) => ({
    id: "modr-1",
    model: "model-1",
    results: flags.map((flagged) => ({
      flagged,
      categories: { violence: flagged },
      category_scores: { violence: flagged ? 0.875 : 0.125 },
    })),
    ...(spent && { usage: { prompt_tokens: spent.input, total_tokens: spent.input } }),
  }),
  failures: OPENAI_FAILURES,
};
