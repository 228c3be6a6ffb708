import type { ChatRequest, RareSettings } from "../../core/chat.ts";
import { GatewayError } from "../../core/errors.ts";
import { isArray, type Json, type JsonObject } from "../../core/json.ts";
import {
  defined,
  invalidRequest,
  optionalBoolean,
  optionalNumber,
  optionalObject,
  optionalString,
} from "../read-fields.ts";
import { readOutputCap } from "./read-intent.ts";
import { readPrompts } from "./read-prompt.ts";

/** Fields that are not forwarded: understood below, by `readIntent` or by `listUntranslatable`; and OpenAI's bookkeeping. */
const NOT_EXTRA = new Set(
  [
    "model prompt max_tokens temperature top_p top_k stop user seed frequency_penalty presence_penalty logit_bias",
    "n best_of suffix echo logprobs stream stream_options metadata",
  ].flatMap((names) => names.split(" ")),
);

export function decodeRequest(body: JsonObject): ChatRequest {
  return {
    messages: [{ role: "user", parts: [{ type: "text", text: readOnlyText(body) }] }],
    tools: [],
    rare: decodeRare(body),
    stream: optionalBoolean(body.stream, "stream") ?? false,
    extras: readExtras(body),
    ...defined({
      maxOutputTokens: readOutputCap(body),
      temperature: optionalNumber(body.temperature, "temperature"),
      topP: optionalNumber(body.top_p, "top_p"),
      topK: optionalNumber(body.top_k, "top_k"),
      stop: decodeStop(body.stop),
      user: optionalString(body.user, "user"),
    }),
  };
}

/** A chat is about one text. Which text token ids stand for, only their own model knows. */
function readOnlyText({ prompt }: JsonObject): string {
  const [only, ...others] = readPrompts(prompt);
  if (typeof only !== "string") throw untranslatable("token ids cannot be sent to it. Send the prompt as text.");
  if (others.length > 0) throw untranslatable("it takes one prompt at a time. Send a request for each of them.");
  return only;
}

const untranslatable = (why: string): GatewayError =>
  new GatewayError("unsupported_parameter", `\`prompt\`: the model answers by chat, and ${why}`, { param: "prompt" });

function decodeStop(stop: Json | undefined): readonly string[] | undefined {
  if (stop === undefined || stop === null) return undefined;
  if (typeof stop === "string") return [stop];
  if (!isArray(stop)) throw invalidRequest("stop", "a string or an array of strings");
  return stop.map((text, index) => {
    if (typeof text !== "string") throw invalidRequest(`stop[${index}]`, "a string");
    return text;
  });
}

const decodeRare = (body: JsonObject): RareSettings =>
  defined({
    seed: optionalNumber(body.seed, "seed"),
    frequencyPenalty: optionalNumber(body.frequency_penalty, "frequency_penalty"),
    presencePenalty: optionalNumber(body.presence_penalty, "presence_penalty"),
    logitBias: optionalObject(body.logit_bias, "logit_bias"),
  });

/** `fromEntries` defines properties, so that a field named `__proto__` stays plain data. */
const readExtras = (body: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== null && !NOT_EXTRA.has(name)));
