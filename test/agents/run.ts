/**
 * Lets real agent programs do a task with tools through the gateway, each in front of a service that speaks otherwise.
 *
 *     npm run test:agents                                   all of them; npm fetches them once
 *     node test/agents/run.ts --agent claude --verbose      one of them, with all that was exchanged
 */
import { parseArgs } from "node:util";
import { startGateway, type RunningGateway } from "../support/gateway.ts";
import { providerOf } from "../support/own-wires/providers.ts";
import { variables } from "../support/providers.ts";
import { startUpstream } from "../support/upstream.ts";
import { AGENTS, type Agent } from "./agents.ts";
import { installAgent } from "./install-agent.ts";
import { runAgent } from "./run-agent.ts";

const { values } = parseArgs({ options: { agent: { type: "string" }, verbose: { type: "boolean", default: false } } });
const chosen = AGENTS.filter(({ id }) => values.agent === undefined || id === values.agent);
if (chosen.length === 0) throw new RangeError(`--agent is one of ${AGENTS.map(({ id }) => id).join(", ")}`);

const upstream = await startUpstream();

/** In front of one service, under the names of the models that the programs ask for. */
function startFor(service: string): Promise<RunningGateway> {
  const { model, params } = providerOf(service);
  const deploymentOf = ({ id, models }: Agent): object => ({
    model_name: models,
    litellm_params: { model, ...params(upstream.base(id), upstream) },
  });
  return startGateway({
    config: {
      model_list: chosen.map(deploymentOf),
      general_settings: { master_key: "os.environ/LITELLM_MASTER_KEY" },
      // They send settings, and offer tools that a service is to run, which others have no word for.
      litellm_settings: { drop_params: true },
      router_settings: { num_retries: 0 },
    },
    env: variables,
  });
}

/** Tells whether the task was done. */
async function judge(agent: Agent, service: string, gateway: RunningGateway): Promise<boolean> {
  const program = await installAgent(agent);
  const startedMs = performance.now();
  upstream.clear();
  const { output, exchanges, complaints } = await runAgent(agent, providerOf(service), program, gateway, upstream);
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  const outside = exchanges.filter(({ target }) => !target.startsWith("/")).map(({ target }) => target);
  console.log(
    `${complaints.length === 0 ? "done" : "FAILED"}: ${agent.package} ${agent.version}, ${agent.speaks} to ${service}: ` +
      `${exchanges.length - outside.length} requests in ${seconds} s` +
      (outside.length === 0 ? "" : `; it was kept from ${[...new Set(outside)].join(", ")}`),
  );
  for (const complaint of complaints) console.log(`  ${complaint}`);
  if (values.verbose) {
    for (const { method, target, status, asked } of exchanges) console.log(`  ${status} ${method} ${target}\n${asked}`);
    for (const { path, body } of upstream.requests(agent.id))
      console.log(`  to ${service}: ${path}\n${body.toString()}`);
  }
  if (values.verbose || complaints.length > 0) console.log(output);
  return complaints.length === 0;
}

let failed = 0;
try {
  for (const service of new Set(chosen.flatMap(({ services }) => services))) {
    const gateway = await startFor(service);
    try {
      for (const agent of chosen)
        if (agent.services.includes(service) && !(await judge(agent, service, gateway))) failed += 1;
    } finally {
      await gateway.stop();
    }
  }
} finally {
  await upstream.close();
}
process.exit(failed === 0 ? 0 : 1);
