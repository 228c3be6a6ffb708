import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { at, listAt, textAt } from "./at.ts";

interface Target {
  readonly url: string;
}

interface Listening {
  readonly fetch: typeof fetch;
  /** SDKs write to the terminal what they cannot read. */
  readonly logLevel: "off";
}

/** The real SDKs, as an application has them: only the address and the key are ours. A test may listen to the wire. */
export const openaiClient = ({ url }: Target, apiKey: string, listening?: Listening): OpenAI =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0, ...listening });
export const anthropicClient = ({ url }: Target, apiKey: string, listening?: Listening): Anthropic =>
  new Anthropic({ baseURL: url, apiKey, maxRetries: 0, ...listening });

interface ToolCall {
  id: string;
  name: string;
  arguments: string;
}

/** A chat answer of the OpenAI dialect, whichever way it came. */
export interface ChatAnswer {
  text: string;
  reasoning: string;
  refusal: string;
  toolCalls: ToolCall[];
  finish: string | undefined;
  usage: unknown;
  /** Every id seen; a good answer has one. */
  ids: Set<string>;
}

const empty = (): ChatAnswer => ({
  text: "",
  reasoning: "",
  refusal: "",
  toolCalls: [],
  finish: undefined,
  usage: undefined,
  ids: new Set(),
});

/** The first choice of a stream's chunks, put together. Throws what the SDK throws. */
export async function joinChunks(chunks: AsyncIterable<unknown>): Promise<ChatAnswer> {
  const answer = empty();
  for await (const chunk of chunks) {
    const id = textAt(chunk, "id");
    if (id) answer.ids.add(id);
    answer.usage = at(chunk, "usage") ?? answer.usage;
    for (const choice of listAt(chunk, "choices")) {
      if (at(choice, "index") !== 0) continue;
      answer.text += textAt(choice, "delta", "content");
      answer.reasoning += textAt(choice, "delta", "reasoning_content") || textAt(choice, "delta", "reasoning");
      answer.refusal += textAt(choice, "delta", "refusal");
      answer.finish = textAt(choice, "finish_reason") || answer.finish;
      for (const part of listAt(choice, "delta", "tool_calls")) {
        const index = Number(at(part, "index"));
        const call = (answer.toolCalls[index] ??= { id: "", name: "", arguments: "" });
        call.id ||= textAt(part, "id");
        call.name += textAt(part, "function", "name");
        call.arguments += textAt(part, "function", "arguments");
      }
    }
  }
  return answer;
}

function readWhole(completion: unknown): ChatAnswer {
  const answer = empty();
  answer.ids.add(textAt(completion, "id"));
  answer.usage = at(completion, "usage");
  const message = at(completion, "choices", 0, "message");
  answer.text = textAt(message, "content");
  answer.reasoning = textAt(message, "reasoning_content") || textAt(message, "reasoning");
  answer.refusal = textAt(message, "refusal");
  answer.finish = textAt(completion, "choices", 0, "finish_reason") || undefined;
  answer.toolCalls = listAt(message, "tool_calls").map((call) => ({
    id: textAt(call, "id"),
    name: textAt(call, "function", "name"),
    arguments: textAt(call, "function", "arguments"),
  }));
  return answer;
}

type ChatParams = Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, "stream">;

/** One call, streamed or not, read into the same form. Usage is asked for in both. */
export async function chat(client: OpenAI, params: ChatParams, stream: boolean): Promise<ChatAnswer> {
  return stream
    ? joinChunks(
        await client.chat.completions.create({ ...params, stream: true, stream_options: { include_usage: true } }),
      )
    : readWhole(await client.chat.completions.create(params));
}

type MessageParams = Omit<Anthropic.MessageCreateParamsNonStreaming, "stream">;

/** One call, streamed or not: the SDK itself puts a stream together. */
export async function sendMessage(
  client: Anthropic,
  params: MessageParams,
  stream: boolean,
): Promise<Anthropic.Message> {
  return stream ? client.messages.stream(params).finalMessage() : client.messages.create(params);
}

/** The error a call ends with. Fails when the call succeeds. */
export async function errorOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error("The call succeeded, but it was expected to fail.");
}
