/**
 * Lets real agent programs do tasks with tools through the gateway, each in front of a service that speaks otherwise.
 *
 *     npm run test:agents                                   all of them; npm fetches them once
 *     node test/agents/run.ts --agent claude --task search --service gemini --verbose
 *                                                           some of them, with all that was exchanged
 */
import { parseArgs } from "node:util";
import { startGateway, type RunningGateway } from "../support/gateway.ts";
import { variables } from "../support/providers.ts";
import { startUpstream } from "../support/upstream.ts";
import { AGENT_IDS, AGENTS, type Agent } from "./agents.ts";
import { installAgent } from "./install-agent.ts";
import { runAgent } from "./run-agent.ts";
import { SERVICE_IDS, SERVICES, type ServiceId } from "./services.ts";
import { TASKS, type Task } from "./tasks.ts";

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: { agent: text, task: text, service: text, verbose: { type: "boolean", default: false } },
});
const isChosen = (name: "agent" | "task" | "service", value: string): boolean =>
  [undefined, value].includes(values[name]);
const runs = TASKS.filter(({ agent, id }) => isChosen("agent", agent) && isChosen("task", id)).flatMap((task) =>
  task.services.filter((service) => isChosen("service", service)).map((service) => ({ task, service })),
);
if (runs.length === 0) {
  const choice = { agent: AGENT_IDS, task: TASKS.map(({ id }) => id), service: SERVICE_IDS };
  throw new RangeError(`There is no such run. ${JSON.stringify(choice)}`);
}

const upstream = await startUpstream();

/** In front of one service, under the names of the models that the programs ask for. */
function startFor(service: ServiceId): Promise<RunningGateway> {
  const { model, params } = SERVICES[service];
  const deploymentOf = ({ id, models }: Agent): object => ({
    model_name: models,
    litellm_params: { model, ...params(upstream.base(id), upstream) },
  });
  return startGateway({
    config: {
      model_list: Object.values(AGENTS).map(deploymentOf),
      general_settings: { master_key: "os.environ/LITELLM_MASTER_KEY" },
      router_settings: { num_retries: 0 },
    },
    env: variables,
  });
}

/** Tells whether the task was done. */
async function judge(task: Task, service: ServiceId, gateway: RunningGateway): Promise<boolean> {
  const agent = AGENTS[task.agent];
  const program = await installAgent(agent);
  const startedMs = performance.now();
  upstream.clear();
  const { output, exchanges, complaints } = await runAgent(agent, task, service, program, gateway, upstream);
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  const outside = exchanges.filter(({ target }) => !target.startsWith("/")).map(({ target }) => target);
  console.log(
    `${complaints.length === 0 ? "done" : "FAILED"}: ${task.id}, ${agent.package} ${agent.version}, ${agent.speaks} to ${service}: ` +
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
  for (const service of new Set(runs.map((run) => run.service))) {
    const gateway = await startFor(service);
    try {
      for (const { task } of runs.filter((run) => run.service === service))
        if (!(await judge(task, service, gateway))) failed += 1;
    } finally {
      await gateway.stop();
    }
  }
} finally {
  await upstream.close();
}
process.exit(failed === 0 ? 0 : 1);
