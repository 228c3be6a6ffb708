import { join } from "node:path";
import { bundle, deploymentOptions } from "./bundle.ts";
import { startFeeder, type Feeder } from "./processes.ts";
import { isGateway, type Sizes, type SystemId } from "./suites.ts";
import { buildTollgate, issueKey } from "./tollgate.ts";
import { startWorkerd, type RunningWorker } from "./workerd.ts";

export interface System extends RunningWorker {
  readonly id: SystemId;
  readonly headers: Readonly<Record<string, string>>;
  /** Where its events can be read, for a system that writes any. */
  readonly ledgerPort: number | undefined;
}

export interface Feeders {
  readonly upstream: Feeder;
  readonly load: Feeder;
  readonly d1: Feeder;
  readonly kv: Feeder;
}

const KEY = "sk-bench-0123456789abcdef";
const callHeaders = (key: string): Record<string, string> => ({
  "content-type": "application/json",
  authorization: `Bearer ${key}`,
});

export async function startFeeders(): Promise<Feeders> {
  const migrations = join(import.meta.dirname, "../../drizzle");
  const [upstream, load, d1, kv] = await Promise.all([
    startFeeder("upstream.ts"),
    startFeeder("load.ts"),
    startFeeder("d1-server.ts", migrations),
    startFeeder("kv-server.ts"),
  ]);
  return { upstream, load, d1, kv };
}

/** With `inspect`, its functions have names and its isolate an inspector. */
export async function startSystem(
  id: SystemId,
  folder: string,
  feeders: Feeders,
  sizes: Sizes,
  inspect = false,
): Promise<System> {
  if (isGateway(id)) {
    const running = await startWorkerd(folder, await buildTollgate(id, folder, feeders, sizes, inspect), inspect);
    return { id, ...running, headers: callHeaders(await issueKey(id, running.port)), ledgerPort: feeders.d1.port };
  }
  const variables = {
    UPSTREAM: `http://127.0.0.1:${feeders.upstream.port}`,
    UPSTREAM_KEY: "Bearer sk-upstream",
    KEY,
  };
  const { compatibilityDate } = deploymentOptions();
  const plain = { compatibilityDate, compatibilityFlags: [] };
  const module = await bundle(id, `test/bench/workers/${id}.ts`, folder, { ...plain, minify: !inspect });
  const running = await startWorkerd(folder, { name: id, module, ...plain, variables }, inspect);
  return { id, ...running, headers: callHeaders(KEY), ledgerPort: undefined };
}
