import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunningGateway } from "../support/gateway.ts";
import { makeKey } from "../support/keys.ts";
import type { OwnProvider } from "../support/own-wires/providers.ts";
import type { Upstream } from "../support/upstream.ts";
import { FILE, LINE, type Agent } from "./agents.ts";
import { ANSWER, playTask } from "./play-task.ts";
import { startWitness, type Exchange } from "./witness.ts";

const RUN_MS = 180_000;
const PROMPT = `Write a line about the tide to ${FILE}, read the file, and tell me what it says.`;

export interface Verdict {
  readonly output: string;
  readonly exchanges: readonly Exchange[];
  /** What is wrong; empty when the task was done. */
  readonly complaints: readonly string[];
}

/** One program does its task once, with one service behind the gateway, in a home and a folder that nobody has used before. */
export async function runAgent(
  agent: Agent,
  service: OwnProvider,
  program: string,
  gateway: RunningGateway,
  upstream: Upstream,
): Promise<Verdict> {
  const root = await mkdtemp(join(tmpdir(), `tollgate-${agent.id}-`));
  const witness = await startWitness(gateway.url);
  try {
    const room = {
      url: witness.url,
      key: await makeKey(gateway),
      home: join(root, "home"),
      folder: join(root, "work"),
    };
    await mkdir(room.home);
    await mkdir(room.folder);
    await agent.prepare?.(room);
    playTask(upstream, agent, service, room.folder);
    const { PATH = "" } = process.env;
    const proxy = { HTTP_PROXY: witness.url, HTTPS_PROXY: witness.url, NO_PROXY: "127.0.0.1,localhost" };
    const child = spawn(program, agent.args(PROMPT), {
      cwd: room.folder,
      env: { PATH, HOME: room.home, TMPDIR: root, ...proxy, ...agent.env(room) },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: RUN_MS,
      killSignal: "SIGKILL",
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    const written = await readFile(join(room.folder, FILE), "utf8").catch(() => undefined);
    const { exchanges } = witness;
    const complaints = [
      ...(code === 0
        ? []
        : [code === null ? `it did not end within ${RUN_MS / 1_000} s` : `it ended with status ${code}`]),
      ...(written?.trimEnd() === LINE ? [] : [`${FILE} holds ${JSON.stringify(written)}`]),
      ...(output.split(ANSWER).at(-1)?.includes(LINE) ? [] : ["it did not tell what the file says"]),
      ...exchanges
        .filter(({ status, target }) => status >= 400 && target.startsWith("/"))
        .map(({ method, target, status, said }) => `${method} ${target} was answered ${status}: ${said}`),
    ];
    return { output, exchanges: [...exchanges], complaints: [...new Set(complaints)] };
  } finally {
    await witness.close();
    await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
