import type { Filter } from "./filter.ts";
import { checksBefore } from "./filter.ts";

export const contextWindow: Filter = {
  id: "context-window",
  rule(candidates, context) {
    if (!checksBefore(context)) return undefined;
    if (!candidates.some(({ routing }) => routing.contextWindow !== undefined)) return undefined;
    const needed = context.request.inputTokens();
    return {
      keeps: ({ routing }) => routing.contextWindow === undefined || needed <= routing.contextWindow,
      why: ({ routing }) => `it takes ${routing.contextWindow} input tokens, the request has about ${needed}`,
    };
  },
};
