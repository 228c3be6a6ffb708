import type { Citation, ImagePart, ReasoningPart } from "../../core/chat.ts";
import { isArray, isObject, numberOf, objectsOf, textOf, type Json, type JsonObject } from "../../core/json.ts";
import { readSource } from "../read-source.ts";

/** What a message or a delta says. */
export interface Words {
  readonly text: string;
  readonly reasoning: string;
}

/** A refusal is the text of an answer that has no other. */
export function readWords(message: JsonObject): Words {
  const { text, reasoning } = readContent(message.content);
  return { text: text || (textOf(message.refusal) ?? ""), reasoning: readReasoning(message) || reasoning };
}

/** Services write text, a list of parts (Mistral), or even the JSON they were asked for (Cloudflare). */
export function readContent(content: Json | undefined): Words {
  if (typeof content === "string") return { text: content, reasoning: "" };
  if (isObject(content)) return { text: JSON.stringify(content), reasoning: "" };
  if (!isArray(content)) return { text: "", reasoning: "" };
  let text = "";
  let reasoning = "";
  for (const part of content) {
    if (typeof part === "string") text += part;
    else if (!isObject(part)) continue;
    else if (part.type === "thinking") reasoning += readThinking(part.thinking);
    else text += textOf(part.text) ?? textOf(part.refusal) ?? "";
  }
  return { text, reasoning };
}

/** Mistral's thinking is a list of text parts, everyone else's a string. */
export const readThinking = (thinking: Json | undefined): string =>
  textOf(thinking) ??
  objectsOf(thinking)
    .map((part) => textOf(part.text) ?? "")
    .join("");

/** `reasoning_content` is DeepSeek's name, `reasoning` OpenRouter's and Groq's; who sends both sends the same text twice. */
export const readReasoning = (message: JsonObject): string =>
  textOf(message.reasoning_content) || textOf(message.reasoning) || "";

/** The LiteLLM form of signed thinking, which a tool loop has to send back unchanged. */
export function readThinkingBlocks(value: Json | undefined): readonly ReasoningPart[] {
  return objectsOf(value).flatMap((block): readonly ReasoningPart[] => {
    const data = textOf(block.data);
    if (block.type === "redacted_thinking")
      return data === undefined ? [] : [{ type: "reasoning", text: "", redacted: data }];
    if (block.type !== "thinking") return [];
    const signature = textOf(block.signature);
    return [{ type: "reasoning", text: readThinking(block.thinking), ...(signature && { signature }) }];
  });
}

export interface ToolCall {
  readonly id: string | undefined;
  readonly name: string;
  readonly input: string;
  readonly signature: string | undefined;
}

/** The `function` of a tool call, or a legacy `function_call`. */
export function readFunction(call: JsonObject): Pick<ToolCall, "name" | "input"> {
  const input = call.arguments;
  return {
    name: textOf(call.name) ?? "",
    input: isObject(input) ? JSON.stringify(input) : (textOf(input) ?? ""),
  };
}

/** Gemini's thought signature, as Google's compatible endpoint and as the LiteLLM proxy write it. */
export function readSignature({ extra_content, provider_specific_fields }: JsonObject): string | undefined {
  const google = isObject(extra_content) && isObject(extra_content.google) ? extra_content.google : {};
  const specific = isObject(provider_specific_fields) ? provider_specific_fields : {};
  return textOf(google.thought_signature) || textOf(specific.thought_signature) || undefined;
}

/** Pictures that the model made, in the shape of OpenRouter and LiteLLM. */
export const readImages = (message: JsonObject): readonly ImagePart[] =>
  objectsOf(message.images).flatMap(({ image_url }): readonly ImagePart[] => {
    const source = readSource((isObject(image_url) ? textOf(image_url.url) : textOf(image_url)) ?? "");
    return source === undefined ? [] : [{ type: "image", source }];
  });

/** A citation from 0 to 0 is of no known place. */
export const readCitations = (message: JsonObject): readonly Citation[] =>
  objectsOf(message.annotations).flatMap(({ url_citation }): readonly Citation[] => {
    const { url, title, start_index, end_index } = isObject(url_citation) ? url_citation : {};
    if (typeof url !== "string") return [];
    const start = numberOf(start_index);
    const end = numberOf(end_index);
    return [
      {
        url,
        ...(typeof title === "string" && { title }),
        ...(start !== undefined && end !== undefined && end > 0 && { start, end }),
      },
    ];
  });

/** All calls of a whole answer. A legacy call without a name is filler (Snowflake sends one with every answer). */
export function readToolCalls(message: JsonObject): readonly ToolCall[] {
  const calls = objectsOf(message.tool_calls).map((call): ToolCall => {
    const target = call.function;
    return {
      id: textOf(call.id) || undefined,
      ...readFunction(isObject(target) ? target : {}),
      signature: readSignature(call),
    };
  });
  const legacy = message.function_call;
  if (calls.length > 0 || !isObject(legacy) || !textOf(legacy.name)) return calls;
  return [{ id: undefined, ...readFunction(legacy), signature: undefined }];
}

/** The length of all that a message or a delta says, for estimates. */
export function countChars(message: JsonObject): number {
  const { text, reasoning } = readWords(message);
  return readToolCalls(message).reduce(
    (sum, { name, input }) => sum + name.length + input.length,
    text.length + reasoning.length,
  );
}
