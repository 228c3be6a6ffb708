import type { Deployment } from "../../core/deployment.ts";
import type { Filter } from "./filter.ts";

/** Deployments with this tag serve what no other tag leads to. */
const DEFAULT_TAG = "default";

/**
 * LiteLLM's rules. With tags: whom they match, else the default ones, else nobody. Without tags: the default ones, else
 * everybody, tagged or not.
 */
export const tags: Filter = {
  id: "tags",
  rule(candidates, { request, settings }) {
    if (!settings.filtersTags) return undefined;
    const matches = ({ routing }: Deployment): boolean =>
      settings.matchesAnyTag
        ? request.tags.some((tag) => routing.tags.includes(tag))
        : request.tags.every((tag) => routing.tags.includes(tag));
    const isTagged = request.tags.length > 0;
    if (isTagged && candidates.some(matches)) {
      const share = settings.matchesAnyTag ? "one" : "all";
      return { keeps: matches, why: () => `it does not have ${share} of the tags ${request.tags.join(", ")}` };
    }
    if (!isTagged && !candidates.some(isDefault)) return undefined;
    const cause = isTagged ? "the tags of the request match nobody" : "the request has no tags";
    return { keeps: isDefault, why: () => `it is not tagged ${DEFAULT_TAG}, and ${cause}` };
  },
};

const isDefault = ({ routing }: Deployment): boolean => routing.tags.includes(DEFAULT_TAG);
