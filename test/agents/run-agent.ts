import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PIXEL } from "../conformance/answer.ts";
import type { RunningGateway } from "../support/gateway.ts";
import { makeKey } from "../support/keys.ts";
import type { Upstream } from "../support/upstream.ts";
import type { Agent } from "./agents.ts";
import { listMissing } from "./list-missing.ts";
import { ANSWER, playTask } from "./play-task.ts";
import type { ServiceId } from "./services.ts";
import { FILE, LINE, PICTURE, type Task } from "./tasks.ts";
import { startWitness, type Exchange } from "./witness.ts";

const RUN_MS = 180_000;

export interface Verdict {
  readonly output: string;
  readonly exchanges: readonly Exchange[];
  /** What is wrong; empty when the task was done. */
  readonly complaints: readonly string[];
}

/** One program does a task once, with one service behind the gateway, in a home and a folder that nobody has used before. */
export async function runAgent(
  agent: Agent,
  task: Task,
  service: ServiceId,
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
    if (task.id === "picture") await writeFile(join(room.folder, PICTURE), Buffer.from(PIXEL, "base64"));
    await agent.prepare?.(room);
    playTask(upstream, task, service, room.folder);
    const { PATH = "" } = process.env;
    const proxy = { HTTP_PROXY: witness.url, HTTPS_PROXY: witness.url, NO_PROXY: "127.0.0.1,localhost" };
    const child = spawn(program, [...agent.args(task.prompt, service), ...(task.args ?? [])], {
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
      ...(task.id !== "file" || written?.trimEnd() === LINE ? [] : [`${FILE} holds ${JSON.stringify(written)}`]),
      ...(output.split(ANSWER).at(-1)?.includes(LINE) ? [] : ["it did not tell what came of it"]),
      ...exchanges
        .filter(({ status, target }) => status >= 400 && target.startsWith("/"))
        .map(({ method, target, status, said }) => `${method} ${target} was answered ${status}: ${said}`),
      ...listMissing(task, service, upstream.requests(agent.id)),
    ];
    return { output, exchanges: [...exchanges], complaints: [...new Set(complaints)] };
  } finally {
    await witness.close();
    await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
