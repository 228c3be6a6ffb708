import { isSamePlace } from "../../core/same-place.ts";
import type { Filter } from "./filter.ts";

/** Nobody else knows what the request builds on, so nobody else is asked: not as a retry, and not in another group. */
export const pinned: Filter = {
  id: "pinned",
  rule(_, { request: { pinned: id, keptAt } }) {
    if (id === undefined && keptAt === undefined) return undefined;
    return {
      keeps: (candidate) =>
        (id === undefined || candidate.id === id) && (keptAt === undefined || isSamePlace(candidate, keptAt)),
      why: () => `the request builds on what ${id ?? `the account of ${keptAt?.id}`} holds`,
    };
  },
};
