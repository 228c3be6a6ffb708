import type { Filter } from "./filter.ts";

/** When all are cooling, those are left that will be ready first: the last one is never dropped. */
export const cooldown: Filter = {
  id: "cooldown",
  rule(candidates, { signals }) {
    let earliest = Infinity;
    let latest = 0;
    for (const { id } of candidates) {
      const until = signals.cooledUntilMs(id);
      earliest = Math.min(earliest, until);
      latest = Math.max(latest, until);
    }
    if (earliest >= latest) return undefined;
    return {
      keeps: ({ id }) => signals.cooledUntilMs(id) === earliest,
      why: ({ id }) => `it cools down until ${new Date(signals.cooledUntilMs(id)).toISOString()}`,
    };
  },
};
