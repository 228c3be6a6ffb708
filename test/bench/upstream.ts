/**
 * A provider that costs little: whole answers and paced streams in both wires, told by the model's name
 * (`whole`, `stream-c200-d20` for 200 writes 20 ms apart, `endless`). Runs as a process of its own.
 */
import { createServer, type Socket } from "node:net";
import { MessageReader } from "./http-message.ts";
import { streamDelta, streamWrites, wholeAnswer } from "./provider-answers.ts";
import { serveUntilOrphaned } from "./processes.ts";
import type { Wire } from "./suites.ts";

const STREAM_HEAD =
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n";
/** Ends an endless stream that nobody reads to the end, so that a mistake cannot fill the machine. */
const ENDLESS_BYTES_MAX = 256 * 1024 * 1024;
/** How much of an endless stream one write holds. */
const ENDLESS_WRITE_BYTES = 4096;

let endlessOpen = 0;
const ready = new Map<string, Buffer[]>();

/** The bytes of an answer, made once per kind. */
function writesOf(key: string, make: () => string[]): Buffer[] {
  let writes = ready.get(key);
  if (writes === undefined) {
    writes = make().map((text) => Buffer.from(text));
    ready.set(key, writes);
  }
  return writes;
}

const httpChunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

function answer(socket: Socket, path: string, body: string): void {
  const wire: Wire = path.endsWith("/messages") ? "anthropic" : "openai";
  const model = /"model":\s*"([^"]*)"/.exec(body)?.[1] ?? "whole";
  if (path === "/stats") return void socket.write(whole(JSON.stringify({ endlessOpen })));
  if (model === "endless") return writeEndless(socket, wire);
  const paced = /-c(\d+)-d(\d+)$/.exec(model);
  if (paced === null) {
    for (const write of writesOf(`${wire} ${model}`, () => [whole(wholeAnswer(wire, model))])) socket.write(write);
    return;
  }
  const withUsage = /"include_usage":\s*true/.test(body);
  const writes = writesOf(`${wire} ${model} ${withUsage}`, () => pacedWrites(wire, model, Number(paced[1]), withUsage));
  writePaced(socket, writes, Number(paced[2]));
}

const whole = (json: string): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_bench\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;

function pacedWrites(wire: Wire, model: string, count: number, withUsage: boolean): string[] {
  const chunks = streamWrites(wire, model, count, withUsage).map(httpChunk);
  return chunks.map(
    (text, index) => `${index === 0 ? STREAM_HEAD : ""}${text}${index === count - 1 ? "0\r\n\r\n" : ""}`,
  );
}

function writePaced(socket: Socket, writes: readonly Buffer[], gapMs: number): void {
  const startedAt = performance.now();
  let next = 0;
  const step = (): void => {
    const write = writes[next++];
    if (write === undefined || socket.destroyed) return;
    socket.write(write);
    setTimeout(step, Math.max(0, startedAt + next * gapMs - performance.now()));
  };
  step();
}

function writeEndless(socket: Socket, wire: Wire): void {
  const delta = streamDelta(wire, "endless", 1);
  const chunk = Buffer.from(httpChunk(delta.repeat(Math.ceil(ENDLESS_WRITE_BYTES / delta.length))));
  endlessOpen++;
  socket.once("close", () => endlessOpen--);
  socket.write(STREAM_HEAD + httpChunk(streamDelta(wire, "endless", 0)));
  const fill = (): void => {
    if (socket.bytesWritten > ENDLESS_BYTES_MAX) socket.destroy();
    // One write a turn: a stream that is read as fast as it is written must not starve the others.
    if (!socket.destroyed && socket.write(chunk)) setImmediate(fill);
  };
  socket.on("drain", fill);
  fill();
}

const server = createServer((socket) => {
  let path = "";
  let body: Buffer[] = [];
  const reader = new MessageReader({
    head: (text) => (path = text.slice(text.indexOf(" ") + 1, text.indexOf(" ", text.indexOf(" ") + 1))),
    body: (bytes) => body.push(Buffer.from(bytes)),
    end: () => {
      const text = Buffer.concat(body).toString("latin1");
      body = [];
      answer(socket, path, text);
    },
  });
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes) => reader.push(bytes));
});
serveUntilOrphaned(server);
