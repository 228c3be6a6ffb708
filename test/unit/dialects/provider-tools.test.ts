import { expect, test } from "vitest";
import type { UpstreamDialect } from "../../../src/dialects/dialect.ts";
import { bedrockConverse } from "../../../src/dialects/bedrock-converse/index.ts";
import { cloudflareAi } from "../../../src/dialects/cloudflare-ai/index.ts";
import { cohereChat } from "../../../src/dialects/cohere-chat/index.ts";
import { nlpCloudChat } from "../../../src/dialects/nlp-cloud-chat/index.ts";
import { ollamaChat } from "../../../src/dialects/ollama-chat/index.ts";
import { openaiResponses } from "../../../src/dialects/openai-responses/index.ts";
import { replicate } from "../../../src/dialects/replicate/index.ts";
import { tgiGenerate } from "../../../src/dialects/tgi-generate/index.ts";
import { chatRequest } from "./anthropic-messages/chat-request.ts";

const dialects: readonly UpstreamDialect<"chat">[] = [
  bedrockConverse,
  cloudflareAi,
  cohereChat,
  nlpCloudChat,
  ollamaChat,
  openaiResponses,
  replicate,
  tgiGenerate,
];

test.each(dialects.map((dialect) => [dialect.id, dialect] as const))(
  "%s names the tools that another provider runs, and does not send them",
  (_, dialect) => {
    const extras = { provider_tools: [{ googleSearch: {} }], custom: 1 };
    const { body, unsupported } = dialect.encodeRequest(chatRequest({ extras }), { model: "m" });
    expect(unsupported).toContain("provider_tools");
    expect(JSON.stringify(body)).not.toContain("provider_tools");
    // Nor those that the client's dialect has a word for: they go by that.
    const hosted = [{ type: "other", name: "mcp" } as const];
    expect(dialect.encodeRequest(chatRequest({ hosted }), { model: "m" }).unsupported).toEqual(["mcp"]);
    // Other extras are for the provider to judge.
    expect(JSON.stringify(body)).toContain('"custom":1');
  },
);
