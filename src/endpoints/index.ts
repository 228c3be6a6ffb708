import { anthropicMessages } from "../dialects/anthropic-messages/index.ts";
import { openaiChat } from "../dialects/openai-chat/index.ts";
import { openaiEmbeddings } from "../dialects/openai-embeddings/index.ts";
import type { Endpoint } from "./endpoint.ts";

/** `{.+}`: model names hold slashes. */
const withAliases = (operation: string): readonly string[] => [
  `/v1/${operation}`,
  `/${operation}`,
  `/engines/:model{.+}/${operation}`,
  `/openai/deployments/:model{.+}/${operation}`,
];

export const chatCompletions: Endpoint<"chat"> = {
  paths: withAliases("chat/completions"),
  dialect: openaiChat,
  groups: ["llm_api_routes", "openai_routes"],
};
export const embeddings: Endpoint<"embedding"> = {
  paths: withAliases("embeddings"),
  dialect: openaiEmbeddings,
  groups: ["llm_api_routes", "openai_routes"],
};
export const messages: Endpoint<"chat"> = {
  paths: ["/v1/messages", "/anthropic/v1/messages"],
  dialect: anthropicMessages,
  groups: ["llm_api_routes", "anthropic_routes"],
};
