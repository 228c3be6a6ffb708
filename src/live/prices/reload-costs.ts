import { z } from "zod";
import { parsePrices } from "../../config/parse-prices.ts";
import { GatewayError } from "../../core/errors.ts";
import { isObject, type Json, type JsonObject, parseObject, textOf } from "../../core/json.ts";
import { readAnswer } from "../../streams/read-body.ts";
import { FETCHED_PRICES } from "../../store/live-config.ts";
import { anything } from "../../tenancy/params.ts";
import { defineLiveAction, type LiveContext } from "../live-context.ts";
import { writeSetting } from "../settings/write-section.ts";
import { reloadedCostsOutput } from "./cost-output.ts";
import { describeCosts } from "./describe-cost.ts";

/** LiteLLM's variable for where its map of prices lies. */
const VARIABLE = "LITELLM_MODEL_COST_MAP_URL";
const DEADLINE_MS = 15_000;
const BYTES_MAX = 16 * 1024 * 1024;

/**
 * Takes over the prices of a map in LiteLLM's form, under those that were set by hand; without an address, every isolate
 * just reads again what was set here.
 */
export const reloadCosts = defineLiveAction({
  method: "POST",
  paths: ["/reload/model_cost_map"],
  summary: "Read the prices of models anew",
  permission: "admin",
  input: z.object({}).catchall(anything),
  output: reloadedCostsOutput,
  async run(context) {
    const url = context.live.variable(VARIABLE);
    const changed = url === undefined ? 0 : await takeOver(context, await fetchMap(context, url));
    context.live.changed();
    const models = Object.keys(describeCosts(context.live.config)).length;
    const source = url === undefined ? `nothing was fetched, because ${VARIABLE} is not set` : "fetched";
    return {
      status: "success",
      message: `Price data reloaded successfully! ${models} models; ${changed} prices changed; ${source}.`,
      models_count: models,
      prices_changed: changed,
    };
  },
});

async function fetchMap({ live }: LiveContext, url: string): Promise<JsonObject> {
  try {
    const response = await live.fetch(url, { redirect: "manual", signal: AbortSignal.timeout(DEADLINE_MS) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const map = parseObject(await readAnswer(response, { bytesMax: BYTES_MAX }));
    if (map === undefined) throw new Error("no JSON object");
    return map;
  } catch (cause) {
    throw new GatewayError("provider_bad_gateway", `The prices at ${VARIABLE} could not be fetched.`, { cause });
  }
}

/** Only prices of models that the catalogue knows, and only where they differ: the map has thousands that nobody asks for. */
async function takeOver(context: LiveContext, map: JsonObject): Promise<number> {
  const listed = describeCosts({ ...context.live.config, prices: {} });
  const changed = Object.entries(map).flatMap(([name, entry]) => {
    const found = isObject(entry) ? readPrices(name, entry) : undefined;
    const known = found && listed[found.model];
    return found === undefined || !isObject(known) || isSame(found.prices, known) ? [] : [[found.model, found.prices]];
  });
  await writeSetting(context, FETCHED_PRICES, Object.fromEntries(changed) as JsonObject);
  return changed.length;
}

/** LiteLLM names some models with their provider and some without. */
function readPrices(name: string, entry: JsonObject): { model: string; prices: JsonObject } | undefined {
  const provider = textOf(entry["litellm_provider"]);
  if (provider === undefined) return undefined;
  const model = (name.startsWith(`${provider}/`) ? name : `${provider}/${name}`).toLowerCase();
  const prices = Object.fromEntries(Object.entries(entry).filter(([field, value]) => isPrice(field, value)));
  const silent = { error: () => {}, warn: () => {} };
  return parsePrices(prices, [], silent) === undefined ? undefined : { model, prices };
}

const isPrice = (field: string, value: Json | undefined): boolean =>
  field.includes("cost") && typeof value === "number";

const isSame = (prices: JsonObject, inForce: JsonObject): boolean =>
  Object.entries(prices).every(([field, price]) => inForce[field] === price);
