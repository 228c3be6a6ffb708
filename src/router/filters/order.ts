import type { Deployment } from "../../core/deployment.ts";
import type { Filter } from "./filter.ts";

/** A deployment without an order comes after those that have one. */
export const order: Filter = {
  id: "order",
  rule(candidates) {
    let lowest = Infinity;
    let highest = -Infinity;
    for (const candidate of candidates) {
      lowest = Math.min(lowest, orderOf(candidate));
      highest = Math.max(highest, orderOf(candidate));
    }
    if (lowest >= highest) return undefined;
    return {
      keeps: (candidate) => orderOf(candidate) === lowest,
      why: ({ routing }) => `its order is ${routing.order ?? "not given"}, and there are some of order ${lowest}`,
    };
  },
};

const orderOf = ({ routing }: Deployment): number => routing.order ?? Infinity;
