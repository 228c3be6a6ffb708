import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { unstable_readConfig } from "wrangler";

const project = join(import.meta.dirname, "../..");
const wrangler = join(createRequire(import.meta.url).resolve("wrangler/package.json"), "../bin/wrangler.js");

export interface BundleOptions {
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  readonly minify?: boolean;
  readonly keepNames?: boolean;
  /** Module name → the file that stands in for it. */
  readonly alias?: Readonly<Record<string, string>>;
}

/** How the gateway is deployed, from its own settings. */
export function deploymentOptions(): Required<Omit<BundleOptions, "alias">> {
  const settings = unstable_readConfig({ config: join(project, "wrangler.toml") }, { hideWarnings: true });
  return {
    compatibilityDate: settings.compatibility_date ?? "",
    compatibilityFlags: settings.compatibility_flags,
    minify: settings.minify ?? false,
    keepNames: settings.keep_names ?? true,
  };
}

/** Bundles a worker as a deployment would, and returns the path of its only module. */
export async function bundle(name: string, entry: string, folder: string, options: BundleOptions): Promise<string> {
  const config = join(folder, `${name}.wrangler.json`);
  const outdir = join(folder, name);
  writeFileSync(
    config,
    JSON.stringify({
      name,
      main: join(project, entry),
      compatibility_date: options.compatibilityDate,
      compatibility_flags: options.compatibilityFlags,
      minify: options.minify ?? true,
      keep_names: options.keepNames ?? false,
      alias: options.alias ?? {},
    }),
  );
  const argv = [wrangler, "deploy", "--dry-run", "--outdir", outdir, "--config", config];
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_LOG_PATH: folder };
  await promisify(execFile)(process.execPath, argv, { cwd: folder, env });
  return join(outdir, `${basename(entry, ".ts")}.js`);
}
