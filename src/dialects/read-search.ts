import {
  SEARCH_CONTEXT_SIZES,
  type HostedTool,
  type SearchContextSize,
  type UserLocation,
  type WebFetch,
  type WebSearch,
} from "../core/chat.ts";
import { isArray, type Json, type JsonObject } from "../core/json.ts";
import { defined, invalidRequest, optionalObject, optionalString, requiredString } from "./read-fields.ts";

/** What OpenAI calls the tool, with or without a date such as `2025_08_26`. */
export const OPENAI_SEARCH = /^web_search(_preview)?(_\d{4}_\d\d_\d\d)?$/;

/**
 * A search in OpenAI's words: the `web_search_options` of a chat, or the tool of Responses (`web_search`,
 * `web_search_preview`), which has filters too. Source: platform.openai.com/docs/guides/tools-web-search.
 */
export function readOpenaiSearch(said: JsonObject, name: string, path: string): HostedTool {
  // Who wants only what OpenAI has already read must not be made to search what anyone has written meanwhile.
  if (said.external_web_access === false) return { type: "other", name: `${name}.external_web_access` };
  const location = optionalObject(said.user_location, `${path}.user_location`);
  const filters = optionalObject(said.filters, `${path}.filters`) ?? {};
  return {
    type: "web-search",
    name,
    ...defined({
      contextSize: readContextSize(said.search_context_size, `${path}.search_context_size`),
      allowedDomains: readDomains(filters.allowed_domains, `${path}.filters.allowed_domains`),
      blockedDomains: readDomains(filters.blocked_domains, `${path}.filters.blocked_domains`),
      // Chats wrap it once more.
      userLocation: readLocation(location?.approximate ?? location, `${path}.user_location`),
    }),
  };
}

function readContextSize(value: Json | undefined, path: string): SearchContextSize | undefined {
  const said = optionalString(value, path);
  const size = SEARCH_CONTEXT_SIZES.find((known) => known === said);
  if (said !== undefined && size === undefined) throw invalidRequest(path, `one of ${SEARCH_CONTEXT_SIZES.join(", ")}`);
  return size;
}

/** Undefined for an empty list, which filters nothing. */
export function readDomains(value: Json | undefined, path: string): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isArray(value)) throw invalidRequest(path, "a list of domains");
  const domains = value.map((domain, index) => requiredString(domain, `${path}[${index}]`));
  return domains.length === 0 ? undefined : domains;
}

/** OpenAI and Anthropic have the same words for it. Undefined where it says no place. */
export function readLocation(value: Json | undefined, path: string): UserLocation | undefined {
  const said = optionalObject(value, path) ?? {};
  const location = defined({
    city: optionalString(said.city, `${path}.city`),
    region: optionalString(said.region, `${path}.region`),
    country: optionalString(said.country, `${path}.country`),
    timezone: optionalString(said.timezone, `${path}.timezone`),
  });
  return Object.keys(location).length === 0 ? undefined : location;
}

/** What a target has no word for, named as a part of the tool: `web_search.blocked_domains`. */
export const listUnsaid = <T extends WebSearch | WebFetch>(
  tool: T,
  fields: readonly (keyof T & keyof typeof WORDS)[],
): readonly string[] => fields.flatMap((field) => (tool[field] === undefined ? [] : [`${tool.name}.${WORDS[field]}`]));

const WORDS = {
  allowedDomains: "allowed_domains",
  blockedDomains: "blocked_domains",
  userLocation: "user_location",
} as const;
