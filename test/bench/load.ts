/** A closed-loop load generator: takes jobs from its parent one at a time and tells what came of each. */
import { createServer, connect } from "node:net";
import { MessageReader } from "./http-message.ts";
import { percentilesOf, type LoadJob, type LoadResult } from "./load-job.ts";
import { serveUntilOrphaned } from "./processes.ts";

/** An answer that takes longer than this has failed. */
const CALL_TIMEOUT_MS = 30_000;
const TAIL_BYTES = 800;

interface Tally {
  readonly firstByteMs: number[];
  begun: number;
  ok: number;
  bad: number;
  firstBad?: string;
}

function requestBytes(job: LoadJob): Buffer {
  const headers = Object.entries(job.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = Buffer.byteLength(job.body);
  return Buffer.from(
    `POST ${job.path} HTTP/1.1\r\nhost: 127.0.0.1:${job.port}\r\n${headers.join("")}content-length: ${length}\r\n\r\n${job.body}`,
  );
}

/** Calls one after the other on one connection, until `mayBegin` says no. */
function runConnection(job: LoadJob, bytes: Buffer, tally: Tally, mayBegin: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port: job.port, host: "127.0.0.1", noDelay: true });
    let startedAt = 0;
    let firstByteAt = 0;
    let head = "";
    let tail = "";
    let waiting = false;

    const finish = (): void => {
      socket.destroy();
      resolve();
    };
    const fail = (why: string): void => {
      if (waiting) {
        waiting = false;
        tally.bad++;
        tally.firstBad ??= why;
      }
      finish();
    };
    const begin = (): void => {
      if (!mayBegin()) return finish();
      tally.begun++;
      waiting = true;
      firstByteAt = 0;
      tail = "";
      startedAt = performance.now();
      socket.write(bytes);
    };
    const reader = new MessageReader({
      head: (text) => (head = text),
      body: (part) => {
        if (firstByteAt === 0) firstByteAt = performance.now();
        tail = (tail + part.toString("latin1", Math.max(0, part.length - TAIL_BYTES))).slice(-TAIL_BYTES);
      },
      end: () => {
        waiting = false;
        const good = head.startsWith("HTTP/1.1 200") && tail.includes(job.endsWith);
        if (good) {
          tally.ok++;
          tally.firstByteMs.push(firstByteAt - startedAt);
        } else {
          tally.bad++;
          tally.firstBad ??= `${head}\n\n${tail}`;
        }
        begin();
      },
    });
    socket.setTimeout(CALL_TIMEOUT_MS, () => fail("no answer in time"));
    socket.on("connect", begin);
    socket.on("data", (chunk) => reader.push(chunk));
    socket.on("error", (error) => fail(error.message));
    socket.on("close", () => fail("the connection was closed before the answer was whole"));
  });
}

async function runJob(job: LoadJob): Promise<LoadResult> {
  const tally: Tally = { firstByteMs: [], begun: 0, ok: 0, bad: 0 };
  const bytes = requestBytes(job);
  const startedAt = performance.now();
  const mayBegin = (): boolean => tally.begun < job.callsMax && performance.now() - startedAt < job.durationMs;
  await Promise.all(
    Array.from({ length: job.connections }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, (index * job.spreadMs) / job.connections));
      await runConnection(job, bytes, tally, mayBegin);
    }),
  );
  const { ok, bad, firstBad, firstByteMs } = tally;
  return {
    ok,
    bad,
    ...(firstBad === undefined ? {} : { firstBad }),
    firstByteMs: percentilesOf(firstByteMs),
  };
}

process.on("message", (job: LoadJob) => {
  void runJob(job).then((result) => process.send?.(result));
});
// Its port is of no use; a feeder that tells one is ready.
serveUntilOrphaned(createServer());
