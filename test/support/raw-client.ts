import { connect } from "node:net";

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  /** Undefined takes a header away that would be there by itself. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** A value that is neither text nor bytes is sent as JSON. */
  readonly body?: unknown;
}

/** A request whose bytes, on both sides, are the test's own business. */
export interface RawCall {
  /** Resolves when the whole request has left this process. */
  readonly sent: Promise<void>;
  /** Resolves when the response headers are here; rejects when the connection closes before. */
  readonly head: Promise<{ readonly status: number; readonly headers: Headers }>;
  /** The body so far, with the transfer coding taken off. */
  readonly bytes: () => Buffer;
  readonly text: () => string;
  /** Waits until the body holds the text, or is over. */
  readonly until: (text: string) => Promise<void>;
  /** Resolves when the body or the connection is over. `clean` is false when the connection broke off inside the body. */
  readonly over: Promise<{ readonly clean: boolean }>;
  /** Stops reading, so that what the server sends piles up on its side. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Leaves as a program does that closes its socket (FIN; what still comes is answered by RST). */
  readonly close: () => void;
  /** Leaves rudely (RST). */
  readonly reset: () => void;
}

/** Sends one request on a connection of its own. */
export function rawCall(origin: string, { method = "POST", path, headers = {}, body }: RawRequest): RawCall {
  const { hostname, port } = new URL(origin);
  const payload =
    body === undefined
      ? Buffer.alloc(0)
      : body instanceof Uint8Array
        ? Buffer.from(body)
        : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const lines = {
    host: `${hostname}:${port}`,
    "content-type": "application/json",
    "content-length": String(payload.length),
    ...headers,
  };
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.setNoDelay(true);
  socket.write(
    `${method} ${path} HTTP/1.1\r\n${Object.entries(lines)
      .map(([name, value]) => (value === undefined ? "" : `${name}: ${value}\r\n`))
      .join("")}\r\n`,
  );
  const sent = new Promise<void>((resolve) => socket.write(payload, () => resolve()));

  const head = Promise.withResolvers<{ status: number; headers: Headers }>();
  const over = Promise.withResolvers<{ clean: boolean }>();
  // A call that is thrown away half-way leaves promises that nobody waits for.
  head.promise.catch(() => undefined);
  const watchers = new Set<() => void>();
  let pending: Buffer = Buffer.alloc(0);
  let received: Buffer[] = [];
  let reader: BodyReader | undefined;
  let done = false;

  const settle = (clean: boolean): void => {
    done = true;
    head.reject(new Error("The connection closed before the response headers."));
    over.resolve({ clean });
    for (const watcher of watchers) watcher();
  };
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    if (!reader) {
      const end = pending.indexOf("\r\n\r\n");
      if (end < 0) return;
      const parsed = parseHead(pending.subarray(0, end).toString("latin1"));
      pending = pending.subarray(end + 4);
      reader = bodyReader(parsed.headers);
      head.resolve(parsed);
    }
    const { taken, body: part, finished } = reader(pending);
    pending = pending.subarray(taken);
    if (part.length > 0) received.push(part);
    if (finished) {
      settle(true);
      socket.end();
    }
    for (const watcher of watchers) watcher();
  });
  socket.on("error", () => undefined);
  socket.on("end", () => socket.end());
  socket.on("close", () => settle(false));

  const bytes = (): Buffer => {
    const all = Buffer.concat(received);
    received = [all];
    return all;
  };
  return {
    sent,
    head: head.promise,
    over: over.promise,
    bytes,
    text: () => bytes().toString(),
    until: (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!done && !bytes().includes(text)) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close: () => void socket.destroy(),
    reset: () => void socket.resetAndDestroy(),
  };
}

function parseHead(text: string): { status: number; headers: Headers } {
  const [first = "", ...rest] = text.split("\r\n");
  const headers = new Headers();
  for (const line of rest) headers.append(line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim());
  return { status: Number(first.split(" ")[1]), headers };
}

/** Takes what it can of the bytes that wait, and says how much that was. */
type BodyReader = (waiting: Buffer) => { taken: number; body: Buffer; finished: boolean };

function bodyReader(headers: Headers): BodyReader {
  if (headers.get("transfer-encoding")?.includes("chunked")) return readChunked;
  const length = headers.get("content-length");
  let left = length === null ? Infinity : Number(length);
  return (waiting) => {
    const body = waiting.subarray(0, Math.min(left, waiting.length));
    left -= body.length;
    return { taken: body.length, body, finished: left === 0 };
  };
}

const readChunked: BodyReader = (waiting) => {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = waiting.indexOf("\r\n", at);
    if (lineEnd < 0) break;
    const size = Number.parseInt(waiting.subarray(at, lineEnd).toString("latin1"), 16);
    const end = lineEnd + 2 + size;
    if (waiting.length < end + 2) break;
    if (size === 0) return { taken: end + 2, body: Buffer.concat(parts), finished: true };
    parts.push(waiting.subarray(lineEnd + 2, end));
    at = end + 2;
  }
  return { taken: at, body: Buffer.concat(parts), finished: false };
};
