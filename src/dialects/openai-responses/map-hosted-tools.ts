import type { ChatRequest, HostedTool } from "../../core/chat.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { hostedOf } from "../hosted-tools.ts";
import { defined } from "../read-fields.ts";
import { listUnsaid, OPENAI_SEARCH, readOpenaiSearch } from "../read-search.ts";

/** Tools that OpenAI runs itself, or that only its models know: https://platform.openai.com/docs/guides/tools */
export function decodeHostedTool(tool: JsonObject, type: string, path: string): HostedTool {
  if (OPENAI_SEARCH.test(type)) return readOpenaiSearch(tool, type, path);
  // A container of the client's own has files that nobody else can read.
  if (type === "code_interpreter" && !hasFiles(tool.container)) return { type: "code-execution", name: type };
  return { type: "other", name: type };
}

const hasFiles = (container: JsonObject[string]): boolean =>
  isObject(container) ? container.file_ids !== undefined : typeof container === "string";

export interface EncodedHosted {
  readonly tools: readonly JsonObject[];
  readonly body: JsonObject;
  /** The choice of the one that has to be called. */
  readonly choice: JsonObject | undefined;
  readonly unsupported: readonly string[];
}

export function encodeHosted(request: ChatRequest, model: string): EncodedHosted {
  const hosted = hostedOf(request);
  const encoded = hosted.map((tool) => ({ tool, ...encodeHostedTool(tool, isGrok(model)) }));
  const forced = encoded.find(({ tool, body }) => tool.isForced === true && body !== undefined)?.body;
  const uses = encoded.map(({ tool }) => (tool.type === "web-search" ? tool.maxUses : undefined));
  return {
    tools: encoded.flatMap(({ body }) => (body === undefined ? [] : [body])),
    // A limit of all tools together: it says the same only where there is one.
    body: encoded.length === 1 && !isGrok(model) ? defined({ max_tool_calls: uses[0] }) : {},
    choice: forced === undefined ? undefined : { type: forced.type },
    unsupported: encoded.flatMap(({ unsaid }) => unsaid),
  };
}

interface EncodedTool {
  readonly body?: JsonObject;
  readonly unsaid: readonly string[];
}

function encodeHostedTool(tool: HostedTool, isOfGrok: boolean): EncodedTool {
  switch (tool.type) {
    case "web-search": {
      const { allowedDomains, blockedDomains, contextSize, userLocation } = tool;
      const filters = defined({
        allowed_domains: allowedDomains,
        [isOfGrok ? "excluded_domains" : "blocked_domains"]: blockedDomains,
      });
      const more = defined({
        search_context_size: contextSize,
        user_location: userLocation && { type: "approximate", ...userLocation },
      });
      return {
        body: {
          type: "web_search",
          ...(Object.keys(filters).length > 0 && { filters }),
          ...(!isOfGrok && more),
        },
        unsaid: isOfGrok ? listUnsaid(tool, ["userLocation"]) : [],
      };
    }
    case "code-execution":
      return {
        body: { type: "code_interpreter", ...(!isOfGrok && { container: { type: "auto" } }) },
        unsaid: [],
      };
    case "web-fetch":
    case "other":
      return { unsaid: [tool.name] };
  }
}

/** xAI's tools have other settings: https://docs.x.ai/developers/tools/web-search */
const isGrok = (model: string): boolean => /(?:^|\/)grok-/.test(model);
