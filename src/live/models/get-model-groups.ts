import { z } from "zod";
import { mayUseModel } from "../../auth/check-model-access.ts";
import { CAPABILITY_KEYS } from "../../config/read-model-routing.ts";
import { capabilities } from "../../core/capability.ts";
import type { Deployment, Prices } from "../../core/deployment.ts";
import type { JsonObject } from "../../core/json.ts";
import { defineLiveAction, type LiveContext } from "../live-context.ts";
import { modeOf } from "./describe-facts.ts";
import { listParams } from "./list-params.ts";
import { modelGroupsOutput } from "./model-output.ts";
import { priceRow } from "./price-row.ts";

/** Every public name that the key may use, with what its deployments have together. */
export const getModelGroups = defineLiveAction({
  method: "GET",
  paths: ["/model_group/info"],
  summary: "Show what each public model can do and costs",
  permission: "any-key",
  input: z.object({ model_group: z.string().optional() }),
  output: modelGroupsOutput,
  async run(context, { model_group: only }) {
    const { caller, accessGroups } = context;
    const names = listNames(context.live).filter((name) => only === undefined || name === only);
    const usable = names.filter((name) => mayUseModel(caller, name, accessGroups));
    return { data: usable.flatMap((name) => describeGroup(context, name)) };
  },
});

/** Wildcards by the names that they are known to stand for. */
function listNames({ config, expand }: LiveContext["live"]): readonly string[] {
  const names = config.models.flatMap(({ modelName }) => (modelName.includes("*") ? expand(modelName) : [modelName]));
  const aliases = Object.entries(config.aliases).flatMap(([alias, { hidden }]) => (hidden ? [] : [alias]));
  return [...new Set([...names, ...aliases])];
}

function describeGroup(context: LiveContext, name: string): readonly JsonObject[] {
  const { models, live } = context;
  const deployments = models.find(name)?.deployments ?? [];
  const [first] = deployments;
  // An alias may lead nowhere.
  if (first === undefined) return [];
  const params = deployments.flatMap((each) => listParams(live.adapterOf(each.provider), each) ?? []);
  return [
    {
      model_group: name,
      providers: [...new Set(deployments.map(({ provider }) => provider))],
      max_input_tokens: largest(deployments.map(({ routing }) => routing.contextWindow)),
      max_output_tokens: largest(deployments.map(({ maxOutputTokens }) => maxOutputTokens)),
      ...dearestPrices(deployments),
      mode: groupMode(context, first),
      tpm: sum(deployments.map(({ routing }) => routing.tpm)),
      rpm: sum(deployments.map(({ routing }) => routing.rpm)),
      ...Object.fromEntries(
        capabilities.map((each) => [
          CAPABILITY_KEYS[each],
          deployments.some(({ routing }) => routing.capabilities?.includes(each) === true),
        ]),
      ),
      supported_openai_params: [...new Set(params)],
      configurable_clientside_auth_params: null,
      is_public_model_group: false,
    },
  ];
}

/** The most that a call may cost, whichever deployment it goes to. */
function dearestPrices(deployments: readonly Deployment[]): JsonObject {
  const dearest = (name: "input" | "output"): number | null =>
    largest(deployments.map(({ prices }): Prices[typeof name] | undefined => prices?.[name]));
  const [input, output] = [dearest("input"), dearest("output")];
  return priceRow(input === null || output === null ? undefined : { input, output });
}

function groupMode({ live }: LiveContext, { id, model }: Deployment): string | null {
  const config = live.config.models.find((each) => each.id === id);
  return config === undefined ? null : modeOf({ ...config, model });
}

type Numbers = readonly (number | undefined)[];
const known = (values: Numbers): readonly number[] => values.filter((value) => value !== undefined);
/** Null when nothing is known. */
const largest = (values: Numbers): number | null =>
  known(values).reduce<number | null>((a, b) => Math.max(a ?? b, b), null);
const sum = (values: Numbers): number | null => known(values).reduce<number | null>((a, b) => (a ?? 0) + b, null);
