import { connect, type Socket } from "node:net";
import { residentMb } from "./cpu-time.ts";
import { readLedger, waitForEvents } from "./ledger.ts";
import { sleep } from "./measure.ts";
import { askingForUsage, ENDLESS_STREAM, type Sizes, type SystemId } from "./suites.ts";
import type { Feeders, System } from "./systems.ts";

export interface StuckResult {
  readonly system: SystemId;
  /** The most that the worker's resident memory grew, divided by the streams. */
  readonly mbPerStream: number;
  /** Streams whose provider was let go of while the reader was still stuck. */
  readonly cut: number;
}

const STREAMS = 8;
const POLL_MS = 50;
const CLOSE_WITHIN_MS = 2_000;

/** Begins a stream and stops reading with its first bytes. */
function getStuck(system: System): Socket {
  const { path, body } = askingForUsage(ENDLESS_STREAM);
  const headers = Object.entries(system.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect({ port: system.port, host: "127.0.0.1" });
  socket.on("error", () => socket.destroy());
  socket.once("data", () => socket.pause());
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${headers.join("")}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  return socket;
}

async function openAtProvider(feeders: Feeders): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${feeders.upstream.port}/stats`);
  const { endlessOpen }: { readonly endlessOpen: number } = JSON.parse(await response.text());
  return endlessOpen;
}

/** What a client that stops reading can make a worker hold, while its provider writes as fast as it is let. */
export async function measureStuckReaders(system: System, feeders: Feeders, sizes: Sizes): Promise<StuckResult> {
  const { ledgerPort } = system;
  const ledger = ledgerPort === undefined ? undefined : await readLedger(ledgerPort);
  const before = residentMb(system.pid);
  const sockets = Array.from({ length: STREAMS }, () => getStuck(system));
  const stopAt = performance.now() + sizes.stuckMs;
  let peak = before;
  while (performance.now() < stopAt) {
    await sleep(POLL_MS);
    peak = Math.max(peak, residentMb(system.pid));
  }
  const open = await openAtProvider(feeders);
  for (const socket of sockets) socket.destroy();

  const closeBy = performance.now() + CLOSE_WITHIN_MS;
  while ((await openAtProvider(feeders)) > 0 && performance.now() < closeBy) await sleep(POLL_MS);
  if (ledgerPort !== undefined && ledger !== undefined) await waitForEvents(ledgerPort, ledger, STREAMS);
  return { system: system.id, mbPerStream: (peak - before) / STREAMS, cut: STREAMS - open };
}
