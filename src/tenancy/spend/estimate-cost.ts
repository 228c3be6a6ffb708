import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";
import { type NanoUsd, nanoUsd, toUsd } from "../../core/money.ts";
import { priceUsage } from "../../usage/price.ts";
import { defineAction } from "../action.ts";
import { limit } from "../params.ts";
import { priceModel } from "./price-model.ts";
import { costEstimateOutput } from "./report-output.ts";

/** Prices are nano-dollars per million tokens. */
const NANO_PER_TOKEN = 1e15;

interface Cost {
  readonly input: NanoUsd;
  readonly output: NanoUsd;
}

/** What requests of a kind will cost, each and by day and month. No margin is ever added. */
export const estimateCost = defineAction({
  method: "POST",
  paths: ["/cost/estimate"],
  summary: "Estimate what requests of a size would cost",
  permission: "any-key",
  input: z.object({
    model: z.string().min(1),
    input_tokens: limit,
    output_tokens: limit,
    num_requests_per_day: limit.nullish(),
    num_requests_per_month: limit.nullish(),
  }),
  output: costEstimateOutput,
  async run(context, asked) {
    const { model, input_tokens: inputTokens, output_tokens: outputTokens } = asked;
    const { provider, prices } = priceModel(context, model, { inputTokens, outputTokens });
    const all = priceUsage({ inputTokens, outputTokens }, prices);
    // By difference, so that the parts are never more than the whole; a tier is chosen by the input of both.
    const input = priceUsage({ inputTokens, outputTokens: 0 }, prices);
    const each: Cost = { input, output: nanoUsd(all - input) };
    return {
      model,
      provider,
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      num_requests_per_day: asked.num_requests_per_day ?? null,
      num_requests_per_month: asked.num_requests_per_month ?? null,
      cost_per_request: toUsd(all),
      input_cost_per_request: toUsd(each.input),
      output_cost_per_request: toUsd(each.output),
      margin_cost_per_request: 0,
      ...over("daily", each, asked.num_requests_per_day ?? null),
      ...over("monthly", each, asked.num_requests_per_month ?? null),
      input_cost_per_token: prices.input / NANO_PER_TOKEN,
      output_cost_per_token: prices.output / NANO_PER_TOKEN,
    };
  },
});

function over(period: "daily" | "monthly", { input, output }: Cost, requests: number | null): JsonObject {
  const times = (amount: number): number | null => (requests === null ? null : toUsd(nanoUsd(amount * requests)));
  return {
    [`${period}_cost`]: times(input + output),
    [`${period}_input_cost`]: times(input),
    [`${period}_output_cost`]: times(output),
    [`${period}_margin_cost`]: times(0),
  };
}
