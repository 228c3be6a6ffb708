import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle } from "../bench/bundle.ts";
import { stopAllProcesses } from "../bench/processes.ts";
import { startWorkerd } from "../bench/workerd.ts";
import { rawCall, type RawCall } from "../support/raw-client.ts";
import { startUpstream, type Upstream } from "../support/upstream.ts";
import type { Asked, Report } from "./relay-worker.ts";

export type Kind = Asked["kind"];

export interface RelayBench {
  readonly upstream: Upstream;
  readonly pid: number;
  /** Asks for a scene of the upstream through a relay. */
  call(kind: Kind, scene: string, limits?: Asked["limits"]): { readonly id: string; readonly client: RawCall };
  /** Asks as `call` does, and closes the connection for good after `ms`. */
  callAndLeave(kind: Kind, scene: string, by: "fin" | "rst", ms: number): string;
  /** Closes its own side with the request, and reads on. Resolves with all that came, headers and chunks included. */
  callHalfClosed(kind: Kind, scene: string): Promise<{ readonly id: string; readonly raw: string }>;
  /** Waits for the report on one request. */
  reportOf(id: string): Promise<Report>;
  /** All reports so far on one request. */
  reportsOf(id: string): readonly Report[];
  stop(): Promise<void>;
}

const RUNTIME = { compatibilityDate: "2026-11-01", compatibilityFlags: ["enable_request_signal"] };
const REPORT_WITHIN_MS = 20_000;

/** The relays in a real workerd, between a scripted provider and raw sockets. */
export async function startRelayBench(): Promise<RelayBench> {
  const folder = await mkdtemp(join(tmpdir(), "relays-"));
  const module = await bundle("relays", "test/streams/relay-worker.ts", folder, RUNTIME);
  const worker = await startWorkerd(folder, { name: "relays", module, variables: {}, ...RUNTIME });
  const upstream = await startUpstream({ report: { body: "{}" } });
  const origin = `http://127.0.0.1:${worker.port}`;
  let calls = 0;

  function ask(kind: Kind, scene: string, limits: Asked["limits"] = {}): { id: string; path: string } {
    const id = `${kind} ${scene} ${++calls}`;
    const asked: Asked = {
      id,
      kind,
      source: `${upstream.base(scene)}/`,
      report: `${upstream.base("report")}/`,
      limits,
    };
    return { id, path: `/?asked=${encodeURIComponent(JSON.stringify(asked))}` };
  }

  const reportsOf = (id: string): Report[] =>
    upstream
      .requests("report")
      .map(({ json }) => json as Report)
      .filter((report) => report.id === id);

  return {
    upstream,
    pid: worker.pid,
    call(kind, scene, limits) {
      const { id, path } = ask(kind, scene, limits);
      return { id, client: rawCall(origin, { method: "GET", path }) };
    },
    callAndLeave(kind, scene, by, ms) {
      const { id, path } = ask(kind, scene);
      const client = rawCall(origin, { method: "GET", path });
      setTimeout(by === "fin" ? client.close : client.reset, ms);
      return id;
    },
    async callHalfClosed(kind, scene) {
      const { id, path } = ask(kind, scene);
      const socket = connect({ port: worker.port, host: "127.0.0.1", allowHalfOpen: true });
      socket.end(`GET ${path} HTTP/1.1\r\nhost: relays.test\r\nconnection: close\r\n\r\n`);
      const parts: Buffer[] = [];
      for await (const part of socket) parts.push(part as Buffer);
      return { id, raw: Buffer.concat(parts).toString() };
    },
    async reportOf(id) {
      const giveUpAt = performance.now() + REPORT_WITHIN_MS;
      for (;;) {
        const report = reportsOf(id)[0];
        if (report !== undefined) return report;
        if (performance.now() > giveUpAt) throw new Error(`No report on "${id}".`);
        await sleep(20);
      }
    },
    reportsOf,
    async stop() {
      await upstream.close();
      await stopAllProcesses();
      await rm(folder, { recursive: true });
    },
  };
}
