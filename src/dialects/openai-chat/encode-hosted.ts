import type { ChatRequest, UserLocation } from "../../core/chat.ts";
import type { EncodedRequest } from "../dialect.ts";
import { hostedOf } from "../hosted-tools.ts";
import { defined } from "../read-fields.ts";
import { listUnsaid } from "../read-search.ts";

/** OpenAI's models that search in chats, where the others do so in Responses only; and Perplexity's, which always search. */
const SEARCHER = /-search-(?:preview|api)(?:-|$)/;
const SONAR = /(?:^|\/)sonar(?:-|$)/;

export const searchesInChats = (model: string): boolean => SEARCHER.test(model) || SONAR.test(model);

/** `web_search_options`: the one tool that a provider runs in chats. */
export function encodeHosted(request: ChatRequest, model: string): EncodedRequest {
  const hosted = hostedOf(request);
  const search = searchesInChats(model) ? hosted.find((tool) => tool.type === "web-search") : undefined;
  const unsupported = hosted.flatMap((tool) =>
    tool === search ? listUnsaid(search, ["allowedDomains", "blockedDomains"]) : [tool.name],
  );
  if (search === undefined) return { body: {}, unsupported };
  const { contextSize, userLocation } = search;
  return {
    body: {
      web_search_options: defined({
        search_context_size: contextSize,
        user_location: userLocation && encodeLocation(userLocation, model),
      }),
    },
    unsupported,
  };
}

/** Perplexity has OpenAI's fields without their wrapping. */
const encodeLocation = (location: UserLocation, model: string) =>
  SONAR.test(model) ? { ...location } : { type: "approximate", approximate: { ...location } };
