import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { type Json, type JsonObject, textOf } from "../../core/json.ts";
import { toUsd } from "../../core/money.ts";
import type { Usage } from "../../core/usage.ts";
import { normalizeOpenaiUsage } from "../../dialects/normalize-usage.ts";
import { listTexts } from "../../dialects/openai-chat/list-texts.ts";
import { estimateInputTokens } from "../../usage/estimate-tokens.ts";
import { priceUsage } from "../../usage/price.ts";
import { defineAction, type TenancyContext } from "../action.ts";
import { dictionary } from "../params.ts";
import { priceModel } from "./price-model.ts";

/** What a call would cost by its messages, which are estimated, or did cost by the usage of its answer. */
export const calculateSpend = defineAction({
  method: "POST",
  paths: ["/spend/calculate"],
  summary: "Tell what a request or an answer costs",
  permission: "any-key",
  input: z.object({
    model: z.string().min(1).nullish(),
    messages: z.array(dictionary).nullish(),
    completion_response: dictionary.nullish(),
  }),
  output: z.object({ cost: z.number() }),
  async run(context, { model, messages, completion_response: answer }): Promise<Json> {
    if (typeof model === "string") {
      if (!messages) throw refuse("messages", "messages must be provided if 'model' is provided");
      return cost(context, model, { inputTokens: estimateInputTokens(listTexts({ messages })), outputTokens: 0 });
    }
    if (!answer) throw refuse("model", "Either 'model' or 'completion_response' must be provided");
    return costOfAnswer(context, answer);
  },
});

function costOfAnswer(context: TenancyContext, answer: JsonObject): Json {
  const model = textOf(answer.model);
  const usage = normalizeOpenaiUsage(answer.usage);
  if (model === undefined) throw refuse("completion_response.model", "The answer names no model");
  if (usage === undefined) throw refuse("completion_response.usage", "The answer has no usage");
  return cost(context, model, usage);
}

function cost(context: TenancyContext, model: string, usage: Usage): Json {
  const { prices } = priceModel(context, model, usage);
  return { cost: toUsd(priceUsage(usage, prices)) };
}

const refuse = (param: string, message: string): GatewayError =>
  new GatewayError("invalid_request", `Bad Request - ${message}.`, { param });
