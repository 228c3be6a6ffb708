import { APIError as AnthropicError } from "@anthropic-ai/sdk";
import { APIError as OpenaiError } from "openai";
import { at, textAt } from "./at.ts";
import { anthropicClient, openaiClient } from "./clients.ts";
import { createListener, type Heard } from "./listen.ts";

/** A way through the gateway: who asks, who answers, and whether as a stream. */
export interface Route {
  readonly name: string;
  readonly client: "openai" | "anthropic";
  readonly provider: "openai" | "anthropic";
  readonly stream: boolean;
  /** Only OpenAI's streams have the choice; it decides between two relays. */
  readonly asksUsage?: boolean;
}

/** Every relay and every translation. */
export const STREAMS: readonly Route[] = [
  { name: "OpenAI to OpenAI", client: "openai", provider: "openai", stream: true },
  { name: "OpenAI to OpenAI with usage", client: "openai", provider: "openai", stream: true, asksUsage: true },
  { name: "OpenAI to Anthropic", client: "openai", provider: "anthropic", stream: true },
  { name: "Anthropic to Anthropic", client: "anthropic", provider: "anthropic", stream: true },
  { name: "Anthropic to OpenAI", client: "anthropic", provider: "openai", stream: true },
];

export const WHOLES: readonly Route[] = STREAMS.filter(({ asksUsage }) => !asksUsage).map((route) => ({
  ...route,
  name: `${route.name}, whole`,
  stream: false,
}));

export interface Taken {
  /** The text that arrived, also before an error. */
  readonly text: string;
  /** What the SDK threw. */
  readonly error: unknown;
  readonly heard: Heard;
}

/** Sends one question the way the route says, with the real SDK, and tells what came of it. */
export async function take(route: Route, target: { readonly url: string }, key: string, model: string): Promise<Taken> {
  const listener = createListener();
  let text = "";
  let error: unknown;
  try {
    for await (const piece of route.client === "openai"
      ? askOpenai(route, target.url, key, model, listener.fetch)
      : askAnthropic(route, target.url, key, model, listener.fetch)) {
      text += piece;
    }
  } catch (cause) {
    error = cause;
  }
  return { text, error, heard: listener.last() };
}

const messages: { role: "user"; content: string }[] = [{ role: "user", content: "How is the harbour?" }];

async function* askOpenai(
  route: Route,
  url: string,
  apiKey: string,
  model: string,
  listen: typeof fetch,
): AsyncGenerator<string> {
  const { completions } = openaiClient({ url }, apiKey, { fetch: listen, logLevel: "off" }).chat;
  if (!route.stream) {
    yield textAt(await completions.create({ model, messages }), "choices", 0, "message", "content");
    return;
  }
  const options = route.asksUsage === true ? { stream_options: { include_usage: true } } : {};
  for await (const chunk of await completions.create({ model, messages, stream: true, ...options })) {
    yield textAt(chunk, "choices", 0, "delta", "content");
  }
}

async function* askAnthropic(
  route: Route,
  url: string,
  apiKey: string,
  model: string,
  listen: typeof fetch,
): AsyncGenerator<string> {
  const client = anthropicClient({ url }, apiKey, { fetch: listen, logLevel: "off" });
  const params = { model, max_tokens: 100, messages };
  if (!route.stream) {
    yield textAt(await client.messages.create(params), "content", 0, "text");
    return;
  }
  for await (const event of await client.messages.create({ ...params, stream: true }))
    yield textAt(event, "delta", "text");
}

/** Bytes of these go through as they come, also the half of an event that a broken stream ends with. */
export const passesBytes = ({ client, provider, asksUsage = false }: Route): boolean =>
  client === provider && (asksUsage || client === "anthropic");

/** The class that an SDK throws for what the gateway told; a broken connection has another. */
export const errorClass = ({ client }: Route): typeof OpenaiError | typeof AnthropicError =>
  client === "openai" ? OpenaiError : AnthropicError;

/** The message of an error body, or undefined when it is not one of the client's dialect. */
export function readError({ client }: Route, body: unknown): string | undefined {
  const message = textAt(body, "error", "message");
  if (message === "" || textAt(body, "error", "type") === "") return undefined;
  return client === "openai" || at(body, "type") === "error" ? message : undefined;
}

/** The data of every event, in order. */
export const eventsOf = (sse: string): readonly string[] =>
  sse.split("\n\n").flatMap((event) => {
    const lines = event.split("\n").filter((line) => line.startsWith("data:"));
    return lines.length === 0 ? [] : [lines.map((line) => line.slice("data:".length).trimStart()).join("\n")];
  });

/** What marks a good end in the client's dialect. */
export const endMark = ({ client }: Route): string => (client === "openai" ? "[DONE]" : "message_stop");
