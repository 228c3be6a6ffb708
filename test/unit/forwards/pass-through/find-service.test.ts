import { expect, test } from "vitest";
import { adapters } from "../../../../src/adapters/index.ts";
import { findService } from "../../../../src/forwards/pass-through/find-service.ts";
import { deploymentOf } from "../../../support/deployments.ts";

const CLAUDE = "anthropic.claude-3-haiku-20240307-v1:0";
const CLAUDE_PATH = `/model/${encodeURIComponent(CLAUDE)}`;

test.each([
  ["openai", "gpt-4o", "/v1/chat/completions", "chat openai-chat"],
  ["openai", "gpt-4o", "/v1/responses", "chat openai-responses"],
  ["openai", "gpt-4o", "/v1/responses/compact", "chat openai-responses-compaction"],
  ["openai", "gpt-4o", "/v1/responses/input_tokens", "count openai-responses-count"],
  ["openai", "text-embedding-3-small", "/v1/embeddings", "embedding openai-embeddings"],
  ["openai", "davinci-002", "/v1/completions", "chat openai-completions"],
  ["anthropic", "claude-x", "/v1/messages", "chat anthropic-messages"],
  ["anthropic", "claude-x", "/v1/messages/count_tokens", "count anthropic-count"],
  ["gemini", "flash", "/v1beta/models/flash:generateContent", "chat gemini"],
  ["gemini", "flash", "/v1beta/models/flash:streamGenerateContent", "chat gemini, streamed"],
  ["gemini", "flash", "/v1/models/flash:countTokens", "count gemini-count"],
  ["gemini", "flash", "/v1beta/models/flash:embedContent", "embedding gemini-embed-content"],
  ["gemini", "flash", "/v1beta/models/flash:batchEmbedContents", "embedding gemini-embeddings"],
  ["vertex_ai", "flash", "/v1/publishers/google/models/flash:generateContent", "chat gemini"],
  [
    "vertex_ai",
    "claude-x",
    "/v1/publishers/anthropic/models/claude-x:streamRawPredict",
    "chat anthropic-messages, streamed",
  ],
  ["bedrock", CLAUDE, `${CLAUDE_PATH}/converse`, "chat bedrock-converse"],
  ["bedrock", CLAUDE, `${CLAUDE_PATH}/converse-stream`, "chat bedrock-converse, streamed"],
  ["bedrock", CLAUDE, `${CLAUDE_PATH}/invoke`, "chat anthropic-messages"],
  ["bedrock", CLAUDE, `${CLAUDE_PATH}/count-tokens`, "count bedrock-count"],
  [
    "bedrock",
    "amazon.titan-embed-text-v2:0",
    "/model/amazon.titan-embed-text-v2%3A0/invoke",
    "embedding bedrock-embeddings",
  ],
  ["cohere", "command", "/v2/chat", "chat cohere-chat"],
  ["azure", "quay", "/openai/deployments/quay/chat/completions", "chat openai-chat"],
  ["hosted_vllm", "m", "/v1/rerank", "rerank jina-rerank"],
  ["openai", "gpt-4o", "/v1/Chat/completions/", "chat openai-chat"],
  // Other things than the gateway would ask for.
  ["openai", "gpt-4o", "/v1/batches", undefined],
  ["anthropic", "claude-x", "/v1/messages/batches", undefined],
  ["gemini", "flash", "/v1beta/models/flash:countTokens/x", undefined],
  // Of another model than the one that is named.
  ["gemini", "flash", "/v1beta/models/pro:generateContent", undefined],
  // Pictures and embeddings, which the body alone tells apart.
  ["vertex_ai", "flash", "/v1/publishers/google/models/flash:predict", undefined],
])("of %s and %s, %s is %s", (provider, model, path, wanted) => {
  const adapter = adapters.get(provider);
  if (adapter === undefined) throw new Error(provider);
  const found = findService(adapter, deploymentOf({ provider, model, baseUrl: "https://base.example" }), path);
  const described = found && `${found.operation} ${found.dialect.id}${found.streams ? ", streamed" : ""}`;
  expect(described).toBe(wanted);
});
