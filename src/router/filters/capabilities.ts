import type { Filter } from "./filter.ts";
import { checksBefore } from "./filter.ts";

export const capabilities: Filter = {
  id: "capabilities",
  rule(candidates, context) {
    if (!checksBefore(context)) return undefined;
    if (!candidates.some(({ routing }) => routing.capabilities !== undefined)) return undefined;
    const needs = context.request.needs();
    if (needs.length === 0) return undefined;
    return {
      keeps: ({ routing: { capabilities: known } }) =>
        known === undefined || needs.every((capability) => known.includes(capability)),
      why: ({ routing: { capabilities: known = [] } }) =>
        `it cannot do ${needs.filter((capability) => !known.includes(capability)).join(", ")}`,
    };
  },
};
