import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RespClient } from "./resp-client.ts";

const START_MS = 10_000;

/** What to tell when there is none. */
export const REDIS_MISSING = "there is no redis-server on the PATH (Debian: apt-get install redis-server)";
export const hasRedisServer: boolean = spawnSync("redis-server", ["--version"]).status === 0;

export interface RedisServer {
  readonly port: number;
  /** The process keeps its connections and says nothing. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** A real server on a free port of 127.0.0.1 that keeps nothing on disk. */
export async function startRedisServer(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), "tollgate-redis-"));
  const port = await findPort();
  const options = { port, bind: "127.0.0.1", dir: folder, appendonly: "no", save: "", loglevel: "warning" };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn("redis-server", args, { stdio: "ignore" });
  const exited = once(child, "exit");
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  await untilReady(port);
  return {
    port,
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    async stop() {
      kill();
      await exited;
      process.off("exit", kill);
      await rm(folder, { recursive: true });
    },
  };
}

async function findPort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}

async function untilReady(port: number): Promise<void> {
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    const client = await RespClient.connect(port).catch(() => undefined);
    const pong = await client?.send("PING");
    client?.close();
    if (pong === "PONG") return;
    await sleep(20);
  }
  throw new Error("redis-server did not start.");
}
