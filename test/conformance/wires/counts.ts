import { isObject, objectsOf, textOf, type Json, type JsonObject } from "../../../src/core/json.ts";
import type { CountWire } from "../wire.ts";
import { ANTHROPIC_FAILURES } from "./anthropic-failures.ts";
import { BEDROCK_FAILURES } from "./bedrock-failures.ts";
import { GOOGLE_FAILURES } from "./google-failures.ts";
import { OPENAI_FAILURES } from "./openai-failures.ts";

const textIn = (content: Json | undefined): string =>
  textOf(content) ??
  objectsOf(content)
    .map(({ text }) => textOf(text) ?? "")
    .join("");

/** Source: docs.anthropic.com/en/api/messages-count-tokens. */
export const anthropicCountWire: CountWire = {
  operation: "count",
  dialect: "anthropic-count",
  whole: (tokens) => ({ input_tokens: tokens }),
  read: ({ system, messages }) =>
    [textIn(system), ...objectsOf(messages).map(({ content }) => textIn(content))].join("\n"),
  failures: ANTHROPIC_FAILURES,
};

/** Source: ai.google.dev/api/tokens. */
export const geminiCountWire: CountWire = {
  operation: "count",
  dialect: "gemini-count",
  whole: (tokens) => ({ totalTokens: tokens }),
  read(body) {
    const { generateContentRequest: wrapped } = body;
    const { contents, systemInstruction }: JsonObject = isObject(wrapped) ? wrapped : body;
    const system = isObject(systemInstruction) ? [systemInstruction] : [];
    return [...system, ...objectsOf(contents)].map(({ parts }) => textIn(parts)).join("\n");
  },
  failures: GOOGLE_FAILURES,
};

/** Source: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html. */
export const bedrockCountWire: CountWire = {
  operation: "count",
  dialect: "bedrock-count",
  whole: (tokens) => ({ inputTokens: tokens }),
  read({ input }) {
    const converse = isObject(input) && isObject(input["converse"]) ? input["converse"] : {};
    return [textIn(converse["system"]), ...objectsOf(converse["messages"]).map(({ content }) => textIn(content))].join(
      "\n",
    );
  },
  failures: BEDROCK_FAILURES,
};

/** Source: platform.openai.com/docs/api-reference/responses/input-tokens. */
export const openaiCountWire: CountWire = {
  operation: "count",
  dialect: "openai-responses-count",
  whole: (tokens) => ({ object: "response.input_tokens", input_tokens: tokens }),
  read: ({ instructions, input }) =>
    [
      ...(instructions === undefined ? [] : [textIn(instructions)]),
      ...objectsOf(input).map(({ content }) => textIn(content)),
    ].join("\n"),
  failures: OPENAI_FAILURES,
};
