import type { Filter } from "./filter.ts";

/** Where the pinned deployment is no candidate, the request may go to any: its provider says what is missing. */
export const pinned: Filter = {
  id: "pinned",
  rule(candidates, { request: { pinned: id } }) {
    if (id === undefined || !candidates.some((candidate) => candidate.id === id)) return undefined;
    return {
      keeps: (candidate) => candidate.id === id,
      why: () => `the request builds on what ${id} holds`,
    };
  },
};
