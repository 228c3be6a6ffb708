import type { Reasoning, ReasoningEffort } from "../../core/chat.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { defined, invalidRequest, optionalNumber, optionalObject } from "../read-fields.ts";

/** Cohere counts in tokens alone. The budgets of LiteLLM, so that a client that moves from it pays no other price. */
const BUDGET_TOKENS_OF = {
  minimal: 1024,
  low: 1024,
  medium: 2048,
  high: 4096,
  xhigh: 8192,
} as const satisfies Record<Exclude<ReasoningEffort, "none">, number>;

/** Thinking switched on without a size has no budget: the model takes what it needs. */
export function encodeReasoning({ effort, budgetTokens, enabled }: Reasoning): JsonObject {
  if (enabled === false || effort === "none") return { type: "disabled" };
  const budget = budgetTokens ?? (effort && BUDGET_TOKENS_OF[effort]);
  return { type: "enabled", ...(budget !== undefined && { token_budget: budget }) };
}

export function decodeReasoning(value: Json | undefined): Reasoning | undefined {
  const thinking = optionalObject(value, "thinking");
  switch (thinking?.type) {
    case undefined:
      return undefined;
    case "disabled":
      return { enabled: false };
    case "enabled":
      return {
        enabled: true,
        ...defined({ budgetTokens: optionalNumber(thinking.token_budget, "thinking.token_budget") }),
      };
    default:
      throw invalidRequest("thinking.type", "enabled or disabled");
  }
}
