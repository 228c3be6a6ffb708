import type { ChatRequest, RareSettings } from "../../core/chat.ts";
import { isArray, textsOf, type JsonObject } from "../../core/json.ts";
import { defined, optionalNumber, optionalObject, optionalString } from "../read-fields.ts";
import { decodeContents } from "./decode-contents.ts";
import { decodeResponseFormat, decodeStop, decodeTools } from "./decode-tools.ts";
import { decodeReasoning } from "./map-reasoning.ts";
import { decodeServiceTier } from "./map-service-tier.ts";
import { pick, toCamel } from "./read-names.ts";
import { untranslatable } from "./untranslatable.ts";

/**
 * Fields that are not forwarded as extras. The first row is dealt with below. The second is about Google's filters and
 * billing: it changes nothing about what is asked, so that another provider does not need to hear of it.
 */
const NOT_EXTRA = new Set(
  [
    "model contents systemInstruction tools toolConfig generationConfig serviceTier cachedContent",
    "safetySettings labels modelArmorConfig store",
  ].flatMap((names) => names.split(" ")),
);

export function decodeRequest(body: JsonObject, stream: boolean): ChatRequest {
  if (pick(body, "cachedContent")) throw untranslatable("cachedContent", "what is stored with Google");
  const config = optionalObject(pick(body, "generationConfig"), "generationConfig") ?? {};
  return {
    messages: decodeContents(body),
    ...decodeTools(body),
    rare: decodeRare(config),
    stream,
    extras: {
      ...Object.fromEntries(Object.entries(body).filter(([name]) => !NOT_EXTRA.has(toCamel(name)))),
      ...decodeModalities(config),
    },
    ...defined({
      responseFormat: decodeResponseFormat(config),
      reasoning: decodeReasoning(config),
      maxOutputTokens: numberIn(config, "maxOutputTokens"),
      temperature: numberIn(config, "temperature"),
      ...decodeNucleus(config),
      stop: decodeStop(config),
      serviceTier: decodeServiceTier(optionalString(pick(body, "serviceTier"), "serviceTier")),
    }),
  };
}

/** What Gemini's models do anyway: the Gemini CLI says both with every request, and means nothing about other models. */
const DEFAULTS = { topP: 0.95, topK: 64 } as const;

function decodeNucleus(config: JsonObject) {
  const topP = numberIn(config, "topP");
  const topK = numberIn(config, "topK");
  return topP === DEFAULTS.topP && topK === DEFAULTS.topK ? {} : { topP, topK };
}

const numberIn = (config: JsonObject, name: string): number | undefined =>
  optionalNumber(pick(config, name), `generationConfig.${name}`);

/** Without what `listUntranslatable` tells of. */
const decodeRare = (config: JsonObject): RareSettings =>
  defined({
    seed: numberIn(config, "seed"),
    frequencyPenalty: numberIn(config, "frequencyPenalty"),
    presencePenalty: numberIn(config, "presencePenalty"),
  });

/** By OpenAI's name, where an answer is to be more than text. */
function decodeModalities(config: JsonObject): JsonObject {
  const value = pick(config, "responseModalities");
  const modalities = isArray(value) ? textsOf(value).map((modality) => modality.toLowerCase()) : [];
  return modalities.every((modality) => modality === "text") ? {} : { modalities };
}
