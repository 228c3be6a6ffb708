import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { adapters } from "../../src/adapters/index.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { bundle, deploymentOptions } from "./bundle.ts";
import { PRICES } from "./provider-answers.ts";
import {
  ENDLESS_STREAM,
  pacedStream,
  SHORT_STREAM,
  anthropicName,
  WARM_STREAM,
  WHOLE_MODEL,
  isLimited,
  type GatewayId,
  type Sizes,
} from "./suites.ts";
import type { Feeders } from "./systems.ts";
import type { WorkerDefinition } from "./workerd.ts";

const MASTER_KEY = "sk-bench-master";
/** So high that nothing is refused and a grant, a tenth of a limit at most, is for as many calls as wanted. */
const KEY_LIMITS = { rpm_limit: 1e8, tpm_limit: 1e10, max_budget: 1e6, budget_duration: "30d" };
/** Seconds. The counters share their core with the calls that wait for them: the load must not look as if they were away. */
const COUNTERS_DEADLINE_S = 5;

/** Every model of the upstream, in both of its wires, with a price. */
function configuration(id: GatewayId, upstream: string, sizes: Sizes): string {
  const names = [WHOLE_MODEL, WARM_STREAM, SHORT_STREAM, pacedStream(sizes), ENDLESS_STREAM];
  const prices = { input_cost_per_token: PRICES.inputNano / 1e9, output_cost_per_token: PRICES.outputNano / 1e9 };
  const model = (model_name: string, params: object): object => ({
    model_name,
    litellm_params: { api_key: "sk-upstream", ...prices, ...params },
  });
  const model_list = names.flatMap((name) => [
    model(name, { model: `openai/${name}`, api_base: `${upstream}/v1` }),
    model(anthropicName(name), { model: `anthropic/${name}`, api_base: upstream }),
  ]);
  const general_settings = {
    master_key: MASTER_KEY,
    limits_leases: id === "counted" ? "off" : "always",
    limits_deadline: COUNTERS_DEADLINE_S,
  };
  return JSON.stringify({ model_list, general_settings });
}

/**
 * The gateway as it is deployed, in front of the upstream of this run. With `readable`, its functions keep the names
 * that a profile shows.
 */
export async function buildTollgate(
  id: GatewayId,
  folder: string,
  feeders: Feeders,
  sizes: Sizes,
  readable: boolean,
): Promise<WorkerDefinition> {
  const upstream = `http://127.0.0.1:${feeders.upstream.port}`;
  const { config, errors } = parseConfig(configuration(id, upstream, sizes), "bench", {
    providers: new Set(adapters.keys()),
  });
  if (errors.length > 0) throw new Error(`The configuration is wrong: ${JSON.stringify(errors)}`);
  const published = join(folder, `${id}.config.json`);
  writeFileSync(published, JSON.stringify(config));
  const deployed = deploymentOptions();
  const alias = { "tollgate:config": published };
  const minify = deployed.minify && !readable;
  return {
    name: id,
    module: await bundle(id, "src/worker.ts", folder, { ...deployed, alias, minify }),
    compatibilityDate: deployed.compatibilityDate,
    compatibilityFlags: deployed.compatibilityFlags,
    variables: {},
    d1: { name: "DB", port: feeders.d1.port },
    kv: { name: "KEYS", port: feeders.kv.port },
    objects: { name: "COUNTERS", className: "Counters" },
  };
}

/** A virtual key, made the way its users make one. */
export async function issueKey(id: GatewayId, port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/key/generate`, {
    method: "POST",
    headers: { authorization: `Bearer ${MASTER_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ key_alias: `bench-${id}`, ...(isLimited(id) && KEY_LIMITS) }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`No key could be made: ${response.status} ${text}`);
  return (JSON.parse(text) as { readonly key: string }).key;
}
