import { join, resolve } from "node:path";
import { build, stop } from "esbuild";

/** The worker with the configuration of this file in it, as one module. The settings are those of `wrangler deploy`. */
export async function bundleWorker(configFile: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "../../src/worker.ts")],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "cloudflare:*"],
    alias: { "tollgate:config": resolve(configFile) },
    logLevel: "silent",
  });
  await stop();
  return outputFiles.map(({ text }) => text).join("");
}
