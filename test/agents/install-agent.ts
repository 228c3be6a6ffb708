import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Agent } from "./agents.ts";

const runFile = promisify(execFile);

const INSTALL_MS = 600_000;

/** The path of the program, from npm into a folder that the next run finds again. They are too big to be dependencies. */
export async function installAgent({ package: name, version, bin, setup }: Agent): Promise<string> {
  const root = join(tmpdir(), "tollgate-agents");
  const folder = join(root, `${name.replace("/", "+")}@${version}`);
  if (!existsSync(folder)) {
    await mkdir(root, { recursive: true });
    const unfinished = await mkdtemp(join(root, "unfinished-"));
    const flags = ["--prefix", unfinished, "--ignore-scripts", "--no-audit", "--no-fund"];
    await runFile("npm", ["install", ...flags, `${name}@${version}`], { timeout: INSTALL_MS });
    if (setup !== undefined)
      await runFile(process.execPath, [join(unfinished, "node_modules", name, setup)], { timeout: INSTALL_MS });
    await rename(unfinished, folder);
  }
  return join(folder, "node_modules/.bin", bin);
}
