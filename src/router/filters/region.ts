import type { Filter } from "./filter.ts";

/** A region is a promise to somebody, so a deployment that names none is in none. */
export const region: Filter = {
  id: "region",
  rule(_, { request: { region: wanted } }) {
    if (wanted === undefined) return undefined;
    return {
      keeps: ({ routing }) => routing.region === wanted,
      why: ({ routing }) => `it is in ${routing.region ?? "no known region"}, the request must stay in ${wanted}`,
    };
  },
};
