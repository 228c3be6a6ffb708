import { isObject, objectsOf, textOf, type Json, type JsonObject } from "../../../src/core/json.ts";
import type { CountWire } from "../wire.ts";
import { ANTHROPIC_FAILURES } from "./anthropic-failures.ts";
import { GOOGLE_FAILURES } from "./google-failures.ts";

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
