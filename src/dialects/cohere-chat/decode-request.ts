import type { ChatRequest, RareSettings } from "../../core/chat.ts";
import { isArray, type Json, type JsonObject } from "../../core/json.ts";
import { defined, invalidRequest, optionalBoolean, optionalNumber, requiredString } from "../read-fields.ts";
import { decodeMessages } from "./decode-messages.ts";
import { decodeResponseFormat, decodeToolChoice, decodeTools } from "./decode-tools.ts";
import { decodeReasoning } from "./map-reasoning.ts";
import { readOutputCap } from "./read-intent.ts";

/**
 * Fields that are not forwarded as extras. The first rows are dealt with below. The last one is dealt with by
 * `listUntranslatable`, but for `priority`, which is about Cohere's queues and changes nothing about what is asked.
 */
const NOT_EXTRA = new Set(
  [
    "model messages documents tools strict_tools tool_choice response_format thinking stream",
    "max_tokens stop_sequences temperature p k seed frequency_penalty presence_penalty",
    "logprobs citation_options safety_mode priority",
  ].flatMap((names) => names.split(" ")),
);

export function decodeRequest(body: JsonObject): ChatRequest {
  return {
    messages: decodeMessages(body),
    tools: decodeTools(body),
    rare: decodeRare(body),
    stream: optionalBoolean(body.stream, "stream") ?? false,
    extras: Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== null && !NOT_EXTRA.has(name))),
    ...defined({
      toolChoice: decodeToolChoice(body.tool_choice),
      responseFormat: decodeResponseFormat(body.response_format),
      reasoning: decodeReasoning(body.thinking),
      maxOutputTokens: readOutputCap(body),
      temperature: optionalNumber(body.temperature, "temperature"),
      topP: optionalNumber(body.p, "p"),
      // 0 is how it is switched off.
      topK: optionalNumber(body.k, "k") || undefined,
      stop: decodeStop(body.stop_sequences),
    }),
  };
}

const decodeRare = (body: JsonObject): RareSettings =>
  defined({
    seed: optionalNumber(body.seed, "seed"),
    frequencyPenalty: optionalNumber(body.frequency_penalty, "frequency_penalty"),
    presencePenalty: optionalNumber(body.presence_penalty, "presence_penalty"),
  });

function decodeStop(stops: Json | undefined): readonly string[] | undefined {
  if (stops === undefined || stops === null) return undefined;
  if (!isArray(stops)) throw invalidRequest("stop_sequences", "an array of strings");
  return stops.map((stop, index) => requiredString(stop, `stop_sequences[${index}]`));
}
