import { describe, expect, test } from "vitest";
import type { ChatRequest, HostedTool, WebSearch } from "../../../src/core/chat.ts";
import type { GatewayError } from "../../../src/core/errors.ts";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import { anthropicMessages } from "../../../src/dialects/anthropic-messages/index.ts";
import type { ClientDialect, EncodedRequest, UpstreamDialect } from "../../../src/dialects/dialect.ts";
import { gemini, geminiClient } from "../../../src/dialects/gemini/index.ts";
import { openaiChat } from "../../../src/dialects/openai-chat/index.ts";
import { openaiResponses } from "../../../src/dialects/openai-responses/index.ts";
import { chatRequest } from "./anthropic-messages/chat-request.ts";

const messages = [{ role: "user", content: "Hi" }];
/** Each client's dialect, and the least that a request of it holds. */
const CLIENTS = {
  anthropic: [anthropicMessages, { model: "m", max_tokens: 9, messages }],
  chat: [openaiChat, { model: "m", messages }],
  gemini: [geminiClient({ stream: false }), { contents: [{ role: "user", parts: [{ text: "Hi" }] }] }],
  responses: [openaiResponses, { model: "m", input: "Hi" }],
} as const satisfies Record<string, readonly [ClientDialect<"chat">, JsonObject]>;

const decode = (client: keyof typeof CLIENTS, fields: JsonObject): ChatRequest => {
  const [dialect, base] = CLIENTS[client];
  return dialect.decodeRequest({ ...base, ...fields });
};

const tool = { type: "function", name: "t" };
const brest = { city: "Brest", region: "Brittany", country: "FR", timezone: "Europe/Paris" };
const approximate = { type: "approximate", ...brest };

describe("a tool that a provider runs is read", () => {
  test.each<[keyof typeof CLIENTS, JsonObject, readonly HostedTool[]]>([
    ["chat", { web_search_options: {} }, [{ type: "web-search", name: "web_search_options" }]],
    [
      "chat",
      {
        web_search_options: {
          search_context_size: "high",
          user_location: { type: "approximate", approximate: brest },
        },
      },
      [{ type: "web-search", name: "web_search_options", contextSize: "high", userLocation: brest }],
    ],
    ["chat", { tools: [{ type: "web_search" }] }, [{ type: "web-search", name: "web_search" }]],
    [
      "responses",
      {
        tools: [
          {
            type: "web_search",
            search_context_size: "low",
            user_location: approximate,
            filters: { allowed_domains: ["a.test"], blocked_domains: ["b.test"] },
          },
        ],
      },
      [
        {
          type: "web-search",
          name: "web_search",
          contextSize: "low",
          userLocation: brest,
          allowedDomains: ["a.test"],
          blockedDomains: ["b.test"],
        },
      ],
    ],
    [
      "responses",
      { tools: [{ type: "web_search_preview_2025_03_11", user_location: null, filters: { allowed_domains: [] } }] },
      [{ type: "web-search", name: "web_search_preview_2025_03_11" }],
    ],
    [
      "responses",
      { tools: [{ type: "web_search" }], tool_choice: { type: "web_search" } },
      [{ type: "web-search", name: "web_search", isForced: true }],
    ],
    [
      "responses",
      { tools: [{ type: "code_interpreter", container: { type: "auto" } }] },
      [{ type: "code-execution", name: "code_interpreter" }],
    ],
    // Only OpenAI has what is in it.
    [
      "responses",
      { tools: [{ type: "code_interpreter", container: "cntr_1" }] },
      [{ type: "other", name: "code_interpreter" }],
    ],
    ["responses", { tools: [{ type: "file_search" }] }, [{ type: "other", name: "file_search" }]],
    // Another provider's search would read what has been written meanwhile.
    [
      "responses",
      { tools: [{ type: "web_search", external_web_access: false }] },
      [{ type: "other", name: "web_search.external_web_access" }],
    ],
    [
      "anthropic",
      {
        tools: [
          {
            type: "web_search_20250305",
            name: "web_search",
            max_uses: 8,
            allowed_domains: ["a.test"],
            blocked_domains: null,
            user_location: approximate,
          },
        ],
        tool_choice: { type: "tool", name: "web_search" },
      },
      [
        {
          type: "web-search",
          name: "web_search_20250305",
          maxUses: 8,
          allowedDomains: ["a.test"],
          userLocation: brest,
          isForced: true,
        },
      ],
    ],
    [
      "anthropic",
      {
        tools: [
          { type: "web_fetch_20260309", name: "web_fetch", blocked_domains: ["b.test"] },
          { type: "code_execution_20250825", name: "code_execution" },
          { type: "bash_20250124", name: "bash" },
        ],
      },
      [
        { type: "web-fetch", name: "web_fetch_20260309", blockedDomains: ["b.test"] },
        { type: "code-execution", name: "code_execution_20250825" },
        { type: "other", name: "bash_20250124" },
      ],
    ],
    [
      "gemini",
      { tools: [{ googleSearch: {} }, { url_context: {}, codeExecution: {} }] },
      [
        { type: "web-search", name: "googleSearch" },
        { type: "web-fetch", name: "url_context" },
        { type: "code-execution", name: "codeExecution" },
      ],
    ],
    [
      "gemini",
      { tools: [{ google_search: { exclude_domains: ["b.test"] }, functionDeclarations: null }] },
      [{ type: "web-search", name: "google_search", blockedDomains: ["b.test"] }],
    ],
    [
      "gemini",
      { tools: [{ googleSearch: { timeRangeFilter: { startTime: "2026-01-01T00:00:00Z" } } }, { googleMaps: {} }] },
      [
        { type: "other", name: "googleSearch.timeRangeFilter" },
        { type: "other", name: "googleMaps" },
      ],
    ],
  ])("of %s: %j", (client, fields, expected) => {
    const { hosted, tools } = decode(client, fields);
    expect(hosted).toEqual(expected);
    expect(tools).toEqual([]);
  });

  test("and leaves the client's own beside it", () => {
    const asked: readonly [keyof typeof CLIENTS, JsonObject][] = [
      ["anthropic", { name: "t", input_schema: { type: "object" } }],
      ["chat", { type: "function", function: { name: "t" } }],
      ["gemini", { functionDeclarations: [{ name: "t" }] }],
      ["responses", tool],
    ];
    for (const [client, own] of asked) {
      const search: JsonObject =
        client === "gemini" ? { googleSearch: {} } : { type: "web_search", name: "web_search" };
      expect(decode(client, { tools: [search, own] })).toMatchObject({
        tools: [{ name: "t" }],
        hosted: [expect.anything()],
      });
      expect(decode(client, { tools: [own] })).not.toHaveProperty("hosted");
    }
  });

  test.each<[keyof typeof CLIENTS, string, JsonObject]>([
    ["chat", "web_search_options.search_context_size", { web_search_options: { search_context_size: "huge" } }],
    ["chat", "web_search_options.user_location.city", { web_search_options: { user_location: { city: 1 } } }],
    [
      "responses",
      "tools[0].filters.allowed_domains[0]",
      { tools: [{ type: "web_search", filters: { allowed_domains: [1] } }] },
    ],
    ["anthropic", "tools[0].max_uses", { tools: [{ type: "web_search_20250305", name: "web_search", max_uses: "8" }] }],
  ])("of %s, or refused by the field: %s", (client, param, fields) => {
    expect(() => decode(client, fields)).toThrow(
      expect.objectContaining({ name: "GatewayError", code: "invalid_request", param }) as GatewayError,
    );
  });
});

const search: WebSearch = { type: "web-search", name: "search" };
const filtered: WebSearch = { ...search, allowedDomains: ["a.test"], blockedDomains: ["b.test"], userLocation: brest };
const fetching: HostedTool = { type: "web-fetch", name: "fetch" };
const code: HostedTool = { type: "code-execution", name: "code" };
const own = { name: "t", schema: {} };

const encode = (dialect: UpstreamDialect<"chat">, model: string, fields: Partial<ChatRequest>): EncodedRequest =>
  dialect.encodeRequest(chatRequest(fields), { model });

interface Said {
  readonly tools?: Json;
  readonly tool_choice?: Json;
  readonly unsupported?: readonly string[];
}

const toolsOf = ({ body, unsupported }: EncodedRequest): Said => ({
  ...(body.tools !== undefined && { tools: body.tools }),
  ...(body.tool_choice !== undefined && { tool_choice: body.tool_choice }),
  ...(unsupported.length > 0 && { unsupported }),
});

describe("a tool that a provider runs is said to Anthropic", () => {
  const webSearch = { type: "web_search_20250305", name: "web_search" };
  test.each<[string, Partial<ChatRequest>, Said]>([
    ["in its words", { hosted: [search] }, { tools: [webSearch] }],
    [
      "with all that a search can be told",
      { hosted: [{ ...filtered, maxUses: 3 }] },
      {
        tools: [
          {
            ...webSearch,
            max_uses: 3,
            allowed_domains: ["a.test"],
            blocked_domains: ["b.test"],
            user_location: approximate,
          },
        ],
      },
    ],
    [
      "with a number of searches for a size",
      { hosted: [{ ...search, contextSize: "medium" }] },
      { tools: [{ ...webSearch, max_uses: 5 }] },
    ],
    [
      "also where it fetches or runs code",
      { hosted: [fetching, code] },
      {
        tools: [
          { type: "web_fetch_20250910", name: "web_fetch" },
          { type: "code_execution_20250825", name: "code_execution" },
        ],
      },
    ],
    [
      "as the one that has to be called",
      { hosted: [{ ...search, isForced: true }], tools: [own] },
      {
        tools: [{ name: "t", input_schema: { type: "object" } }, webSearch],
        tool_choice: { type: "tool", name: "web_search" },
      },
    ],
    [
      "as one that has to be called",
      { hosted: [search], toolChoice: { type: "required" } },
      { tools: [webSearch], tool_choice: { type: "any" } },
    ],
    ["not where none may be used", { hosted: [search], toolChoice: { type: "none" } }, {}],
    ["or named where it is nobody else's", { hosted: [{ type: "other", name: "mcp" }] }, { unsupported: ["mcp"] }],
  ])("%s", (_, fields, expected) => {
    expect(toolsOf(encode(anthropicMessages, "claude-sonnet-4-5", fields))).toEqual(expected);
  });

  test("and is not banned with the tools of the past, which are not there any more", () => {
    const earlier = { role: "assistant", parts: [{ type: "tool-call", id: "c", name: "t", input: "{}" }] } as const;
    const fields = { hosted: [search], messages: [...chatRequest().messages, earlier] };
    expect(encode(anthropicMessages, "claude-sonnet-4-5", fields).body).not.toHaveProperty("tool_choice");
  });
});

describe("a tool that a provider runs is said to Google", () => {
  test.each<[string, Partial<ChatRequest>, Said]>([
    [
      "in its words",
      { hosted: [{ ...search, contextSize: "high", maxUses: 3 }, fetching, code] },
      { tools: [{ googleSearch: {} }, { urlContext: {} }, { codeExecution: {} }] },
    ],
    [
      "but not what Google's search cannot be told",
      { hosted: [filtered] },
      {
        tools: [{ googleSearch: {} }],
        unsupported: ["search.allowed_domains", "search.blocked_domains", "search.user_location"],
      },
    ],
    [
      "without a choice where there is no other that the model could take",
      { hosted: [{ ...search, isForced: true }] },
      { tools: [{ googleSearch: {} }] },
    ],
    [
      "but not that it has to be used before another",
      { hosted: [{ ...search, isForced: true }, code] },
      { tools: [{ googleSearch: {} }, { codeExecution: {} }], unsupported: ["tool_choice"] },
    ],
    [
      "but not beside functions",
      { hosted: [search], tools: [own] },
      {
        tools: [{ functionDeclarations: [{ name: "t", parametersJsonSchema: { type: "object" } }] }],
        unsupported: ["search beside functions"],
      },
    ],
    ["or named where it is nobody else's", { hosted: [{ type: "other", name: "mcp" }] }, { unsupported: ["mcp"] }],
  ])("%s", (_, fields, expected) => {
    expect(toolsOf(encode(gemini, "gemini-2.5-flash", fields))).toEqual(expected);
  });
});

describe("a tool that a provider runs is said by Responses", () => {
  test.each<[string, string, Partial<ChatRequest>, Said]>([
    ["in OpenAI's words", "gpt-5", { hosted: [search] }, { tools: [{ type: "web_search" }] }],
    [
      "with all that a search can be told",
      "gpt-5",
      { hosted: [{ ...filtered, contextSize: "low" }] },
      {
        tools: [
          {
            type: "web_search",
            search_context_size: "low",
            filters: { allowed_domains: ["a.test"], blocked_domains: ["b.test"] },
            user_location: approximate,
          },
        ],
      },
    ],
    [
      "as the one that has to be called",
      "gpt-5",
      { hosted: [{ ...search, isForced: true }] },
      { tools: [{ type: "web_search" }], tool_choice: { type: "web_search" } },
    ],
    [
      "also where it runs code",
      "gpt-5",
      { hosted: [code] },
      { tools: [{ type: "code_interpreter", container: { type: "auto" } }] },
    ],
    ["but not where it fetches", "gpt-5", { hosted: [fetching] }, { unsupported: ["fetch"] }],
    [
      "in xAI's words",
      "grok-4",
      { hosted: [{ ...filtered, contextSize: "low" }, code] },
      {
        tools: [
          { type: "web_search", filters: { allowed_domains: ["a.test"], excluded_domains: ["b.test"] } },
          { type: "code_interpreter" },
        ],
        unsupported: ["search.user_location"],
      },
    ],
  ])("%s", (_, model, fields, expected) => {
    expect(toolsOf(encode(openaiResponses, model, fields))).toEqual(expected);
  });

  test("as often as is said, where there is no other", () => {
    const limited = { ...search, maxUses: 3 };
    expect(encode(openaiResponses, "gpt-5", { hosted: [limited] }).body).toHaveProperty("max_tool_calls", 3);
    expect(encode(openaiResponses, "gpt-5", { hosted: [limited, code] }).body).not.toHaveProperty("max_tool_calls");
    expect(encode(openaiResponses, "grok-4", { hosted: [limited] }).body).not.toHaveProperty("max_tool_calls");
  });
});

describe("a search is asked for in chats", () => {
  const asked = { ...filtered, contextSize: "low" } as const;
  const unsaid = ["search.allowed_domains", "search.blocked_domains"];

  test.each<[string, JsonObject]>([
    [
      "gpt-4o-search-preview-2025-03-11",
      { search_context_size: "low", user_location: { type: "approximate", approximate: brest } },
    ],
    ["sonar-pro", { search_context_size: "low", user_location: brest }],
  ])("of %s, which searches there", (model, options) => {
    const { body, unsupported } = encode(openaiChat, model, { hosted: [asked] });
    expect(body.web_search_options).toEqual(options);
    expect(unsupported).toEqual(unsaid);
  });

  test.each(["gpt-5", "llama-3.3-70b", "search-engine"])("not of %s", (model) => {
    const { body, unsupported } = encode(openaiChat, model, { hosted: [search, code] });
    expect(body).not.toHaveProperty("web_search_options");
    expect(unsupported).toEqual(["search", "code"]);
  });
});

test.each<[keyof typeof CLIENTS, JsonObject, boolean]>([
  ["anthropic", { tools: [{ type: "web_search_20250305", name: "web_search" }] }, true],
  ["anthropic", { tools: [{ type: "bash_20250124", name: "bash" }, { name: "t" }] }, false],
  ["gemini", { tools: [{ google_search: {} }] }, true],
  ["gemini", { tools: [{ functionDeclarations: [] }, { googleMaps: {} }] }, false],
])("before anything is translated, a request of %s says whether it wants any: %j", (client, fields, expected) => {
  const [dialect, base] = CLIENTS[client];
  expect(dialect.readIntent({ ...base, ...fields }).wantsHostedTools ?? false).toBe(expected);
});

test.each<[keyof typeof CLIENTS, JsonObject, boolean]>([
  ["anthropic", { tools: [{ name: "t" }] }, true],
  ["anthropic", { tools: [{ type: "custom", name: "t" }] }, true],
  ["anthropic", { tools: [{ type: "web_search_20250305", name: "web_search" }] }, false],
  ["gemini", { tools: [{ function_declarations: [{ name: "t" }] }] }, true],
  ["gemini", { tools: [{ functionDeclarations: [] }, { googleSearch: {} }] }, false],
])("and whether it offers functions: %s, %j", (client, fields, expected) => {
  const [dialect, base] = CLIENTS[client];
  expect(dialect.readIntent({ ...base, ...fields }).wantsFunctions ?? false).toBe(expected);
});
