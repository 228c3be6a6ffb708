import type { ChatRequest, HostedTool, SearchContextSize } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import { hostedOf } from "../hosted-tools.ts";
import { defined, optionalNumber } from "../read-fields.ts";
import { readDomains, readLocation } from "../read-search.ts";

/** Tools that Anthropic runs, of any version: docs.anthropic.com/en/docs/agents-and-tools/tool-use/web-search-tool and its neighbours. */
const TYPES = [
  [/^web_search_\d{8}$/, "web-search"],
  [/^web_fetch_\d{8}$/, "web-fetch"],
  [/^code_execution_\d{8}$/, "code-execution"],
] as const;

/** `type`: with its version. Also tools whose schema only Anthropic's models know. */
export function decodeHostedTool(tool: JsonObject, type: string, path: string): HostedTool {
  const kind = kindOf(type);
  if (kind !== "web-search" && kind !== "web-fetch") return { type: kind, name: type };
  return {
    type: kind,
    name: type,
    ...defined({
      allowedDomains: readDomains(tool.allowed_domains, `${path}.allowed_domains`),
      blockedDomains: readDomains(tool.blocked_domains, `${path}.blocked_domains`),
      maxUses: optionalNumber(tool.max_uses, `${path}.max_uses`),
      userLocation: kind === "web-search" ? readLocation(tool.user_location, `${path}.user_location`) : undefined,
    }),
  };
}

export const kindOf = (type: string): HostedTool["type"] =>
  TYPES.find(([pattern]) => pattern.test(type))?.[1] ?? "other";

export interface EncodedHosted {
  readonly tools: readonly JsonObject[];
  /** The name of the one that has to be called. */
  readonly forced: string | undefined;
  readonly unsupported: readonly string[];
}

/** In the versions that all models with such tools know, and Vertex AI too where it has them. */
export function encodeHosted(request: ChatRequest): EncodedHosted {
  const hosted = hostedOf(request);
  const encoded = hosted.map((tool) => ({ tool, body: encodeHostedTool(tool) }));
  const forced = encoded.find(({ tool, body }) => tool.isForced === true && body !== undefined)?.body?.name;
  return {
    tools: encoded.flatMap(({ body }) => (body === undefined ? [] : [body])),
    forced,
    unsupported: encoded.flatMap(({ tool, body }) => (body === undefined ? [tool.name] : [])),
  };
}

function encodeHostedTool(tool: HostedTool): (JsonObject & { readonly name: string }) | undefined {
  switch (tool.type) {
    case "web-search":
    case "web-fetch": {
      const uses = tool.type === "web-search" && tool.contextSize ? USES_OF[tool.contextSize] : undefined;
      return {
        ...(tool.type === "web-search"
          ? { type: "web_search_20250305", name: "web_search" }
          : { type: "web_fetch_20250910", name: "web_fetch" }),
        ...defined({
          max_uses: tool.maxUses ?? uses,
          allowed_domains: tool.allowedDomains,
          blocked_domains: tool.blockedDomains,
          user_location:
            tool.type === "web-search" && tool.userLocation ? { type: "approximate", ...tool.userLocation } : undefined,
        }),
      };
    }
    case "code-execution":
      return { type: "code_execution_20250825", name: "code_execution" };
    case "other":
      return undefined;
  }
}

/** How much is to be read, in searches: the numbers of the LiteLLM proxy. */
const USES_OF = { low: 1, medium: 5, high: 10 } as const satisfies Record<SearchContextSize, number>;
