import type { ChatRequest, Message, Part } from "../../../../src/core/chat.ts";

export const user = (...parts: readonly (Part | string)[]): Message => ({ role: "user", parts: parts.map(partOf) });
export const assistant = (...parts: readonly (Part | string)[]): Message => ({
  role: "assistant",
  parts: parts.map(partOf),
});
export const system = (...parts: readonly (Part | string)[]): Message => ({ role: "system", parts: parts.map(partOf) });
export const tool = (id: string, ...content: readonly string[]): Message => ({
  role: "tool",
  parts: [{ type: "tool-result", id, content: content.map((text) => ({ type: "text", text })) }],
});
export const call = (id: string, input = "{}"): Part => ({ type: "tool-call", id, name: "get_tide", input });

const partOf = (part: Part | string): Part => (typeof part === "string" ? { type: "text", text: part } : part);

export const chatRequest = (fields: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [user("Hi")],
  tools: [],
  rare: {},
  stream: false,
  extras: {},
  ...fields,
});
