import { z } from "zod";
import { parsePrices } from "../../config/parse-prices.ts";
import { formatPath, type Report } from "../../config/problem.ts";
import { GatewayError } from "../../core/errors.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { dictionary, texts } from "../../tenancy/params.ts";
import { stampNew } from "../../tenancy/stamps.ts";
import { defineLiveAction, type LiveContext, registriesOf } from "../live-context.ts";
import { costsOutput } from "./cost-output.ts";
import { describeCosts } from "./describe-cost.ts";

const ROUTE = "/model/cost_map";
/** Written by one statement. It has them as one parameter, and another as they were: D1 takes two megabytes each. */
const AT_ONCE = 500;

/** What every model is priced by where its deployment says nothing itself. */
export const getCosts = defineLiveAction({
  method: "GET",
  paths: [ROUTE],
  summary: "Show what models are priced by",
  permission: "any-key",
  input: z.object({}),
  output: costsOutput,
  run: async ({ live }) => await Promise.resolve(describeCosts(live.config)),
});

/** Sets prices over the catalogue's: `{"openai/gpt-4o": {"input_cost_per_token": 0.000002}}`; null takes them away again. */
export const changeCosts = defineLiveAction({
  method: "PATCH",
  paths: [ROUTE],
  summary: "Set prices of models over those of the catalogue",
  permission: "admin",
  input: dictionary,
  output: z.object({ message: z.string(), models: texts }),
  async run(context, changes) {
    const entries = Object.entries(changes).map(([model, prices = null]) => readEntry(context, model, prices));
    // The last one counts where a model is named twice.
    await setPrices(context, new Map(entries.map(({ model, prices }) => [model, prices])));
    context.live.changed();
    return { message: "Prices updated successfully", models: entries.map(({ model }) => model) };
  },
});

interface Entry {
  readonly model: string;
  /** Undefined: those of the catalogue again. */
  readonly prices: JsonObject | undefined;
}

/** Throws `invalid_request` for what is no model of a provider here, or no price. */
function readEntry({ live }: LiveContext, name: string, prices: Json): Entry {
  const model = name.toLowerCase();
  const provider = model.slice(0, Math.max(0, model.indexOf("/")));
  if (!live.providers.has(provider) && !Object.hasOwn(live.config.providers, provider))
    throw invalid(name, 'expected "provider/model" with a provider that is known here');
  if (prices === null) return { model, prices: undefined };
  if (!isObject(prices)) throw invalid(name, "expected prices, such as input_cost_per_token, or null");
  const problems: string[] = [];
  const note: Report["error"] = (path, message) => void problems.push(`${formatPath(path)}: ${message}`);
  const found = parsePrices(prices, [name], { error: note, warn: note });
  if (problems[0] !== undefined) throw invalid(name, problems.join("; "));
  if (found === undefined) throw invalid(name, "no price is named; expected input_cost_per_token and the like");
  return { model, prices };
}

async function setPrices(context: LiveContext, byModel: ReadonlyMap<string, Entry["prices"]>): Promise<void> {
  const registry = registriesOf(context).prices;
  const all = [...byModel];
  const ended = all.flatMap(([model, prices]) => (prices === undefined ? [model] : []));
  const set = all.flatMap(([model, prices]) =>
    prices === undefined ? [] : [{ model, prices, extra: {}, ...stampNew(context) }],
  );
  if (ended.length > 0) await registry.remove(ended);
  for (let from = 0; from < set.length; from += AT_ONCE) await registry.putAll(set.slice(from, from + AT_ONCE));
}

const invalid = (model: string, message: string): GatewayError =>
  new GatewayError("invalid_request", `${model.slice(0, 200)}: ${message}`, { param: model.slice(0, 200) });
