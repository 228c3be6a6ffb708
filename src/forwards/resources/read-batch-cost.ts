import type { Deployment, Prices } from "../../core/deployment.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { isObject, parseObject, textOf, type Json, type JsonObject } from "../../core/json.ts";
import { nanoUsd, type NanoUsd, zeroUsd } from "../../core/money.ts";
import { noUsage, type Usage } from "../../core/usage.ts";
import {
  normalizeEmbeddingUsage,
  normalizeOpenaiUsage,
  normalizeResponsesUsage,
} from "../../dialects/normalize-usage.ts";
import { createLineParser } from "../../streams/parse-lines.ts";
import { isPriced, priceUsage } from "../../usage/price.ts";

/** What a batch came to. */
export interface BatchCost {
  readonly usage: Usage;
  readonly cost: NanoUsd;
  /** Some of it has no known price. */
  readonly unpriced: boolean;
}

/** An answer of a model; pictures in it make it long. */
const LINE_BYTES_MAX = 64 * 1024 * 1024;
/** Source: platform.openai.com/docs/guides/batch and azure.microsoft.com/pricing/details/cognitive-services/openai-service: 50 %. */
const SHARE_OF_PRICE = 0.5;

/**
 * Adds up a batch's output file, line by line: each is priced as the call that it was, because prices may depend on how long
 * one is, and the sum is halved once at its end. Rejects with an `UpstreamFault` for a line that is too long.
 */
export async function readBatchCost(
  lines: AsyncIterable<Uint8Array>,
  pricesOf: (model: string | undefined) => Prices | undefined,
): Promise<BatchCost> {
  const parser = createLineParser({ frameBytesMax: LINE_BYTES_MAX });
  let usage: Usage = noUsage;
  let whole = 0;
  let unpriced = false;
  const addLine = (line: string): void => {
    const response = parseObject(line)?.["response"];
    const body = isObject(response) && isObject(response["body"]) ? response["body"] : undefined;
    const told = usageIn(body?.["usage"]);
    if (told === undefined) return;
    usage = addUsage(usage, told);
    const prices = pricesOf(textOf(body?.["model"]));
    if (isPriced(told, prices)) whole += priceUsage(told, prices);
    else unpriced = true;
  };
  for await (const chunk of lines) for (const { data } of parser.push(chunk)) addLine(data);
  for (const { data } of parser.flush()) addLine(data);
  if (parser.fault !== undefined) throw new UpstreamFault(parser.fault);
  return { usage, cost: nanoUsd(Math.ceil(whole * SHARE_OF_PRICE)), unpriced };
}

/** By what the batch itself says of the whole, where its output is gone. Source: platform.openai.com/docs/api-reference/batch/object. */
export function readToldCost(
  batch: JsonObject,
  pricesOf: (model: string | undefined) => Prices | undefined,
): BatchCost {
  const usage = usageIn(batch["usage"]) ?? noUsage;
  const prices = pricesOf(textOf(batch["model"]));
  return isAny(usage) && isPriced(usage, prices)
    ? { usage, cost: nanoUsd(Math.ceil(priceUsage(usage, prices) * SHARE_OF_PRICE)), unpriced: false }
    : { usage, cost: zeroUsd, unpriced: true };
}

const isAny = ({ inputTokens, outputTokens }: Usage): boolean => inputTokens + outputTokens > 0;

/** Of chats and completions, of Responses, or of embeddings: only Responses tell `input_tokens`, and only chats what was written. */
const usageIn = (value: Json | undefined): Usage | undefined =>
  isObject(value) && value["input_tokens"] !== undefined
    ? normalizeResponsesUsage(value)
    : isObject(value) && value["completion_tokens"] === undefined
      ? normalizeEmbeddingUsage(value)
      : normalizeOpenaiUsage(value);

const TOKENS = [
  "inputTokens",
  "outputTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "cacheWrite1hTokens",
  "reasoningTokens",
  "audioInputTokens",
  "audioOutputTokens",
] as const satisfies readonly (keyof Usage)[];

function addUsage(a: Usage, b: Usage): Usage {
  const sums = TOKENS.map((kind) => [kind, (a[kind] ?? 0) + (b[kind] ?? 0)] as const);
  return { ...noUsage, ...Object.fromEntries(sums.filter(([, sum]) => sum > 0)) };
}

/** Providers answer with the dated name of a model that was asked for by its plain one. */
export const isNamed = ({ model }: Pick<Deployment, "model">, told: string): boolean =>
  told === model || (told.startsWith(`${model}-`) && /^-\d{4}-?\d{2}-?\d{2}$/.test(told.slice(model.length)));
