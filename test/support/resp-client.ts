import { once } from "node:events";
import { connect, type Socket } from "node:net";

export type Reply = string | number | null | RespError | readonly Reply[];

/** An answer that begins with `-`; the message is what follows. */
export class RespError extends Error {}

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** One connection that speaks Redis's own protocol; commands may be sent without waiting for earlier answers. */
export class RespClient {
  readonly #socket: Socket;
  readonly #waiting: Waiting[] = [];
  #next = 0;
  #unsent: string[] = [];
  #data: Buffer = Buffer.alloc(0);

  static async connect(port: number): Promise<RespClient> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return new RespClient(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      for (const { reject } of this.#waiting.splice(0).slice(this.#next))
        reject(new Error("The connection is closed."));
    });
  }

  get closed(): boolean {
    return this.#socket.destroyed;
  }

  /** The answer, an error of Redis among them; rejects when the connection ends first. */
  send(...parts: readonly string[]): Promise<Reply> {
    if (this.closed) return Promise.reject(new Error("The connection is closed."));
    if (this.#unsent.length === 0) queueMicrotask(() => this.#flush());
    this.#unsent.push(encode(parts));
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  close(): void {
    this.#socket.destroy();
  }

  #flush(): void {
    this.#socket.write(this.#unsent.join(""));
    this.#unsent = [];
  }

  #receive(chunk: Buffer): void {
    this.#data = this.#data.length === 0 ? chunk : Buffer.concat([this.#data, chunk]);
    let at = 0;
    for (;;) {
      const read = readReply(this.#data, at);
      if (read === undefined) break;
      at = read.end;
      this.#waiting[this.#next++]?.resolve(read.reply);
    }
    this.#data = this.#data.subarray(at);
    if (this.#next === this.#waiting.length) {
      this.#waiting.length = 0;
      this.#next = 0;
    }
  }
}

const encode = (parts: readonly string[]): string =>
  `*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join("")}`;

interface Read {
  readonly reply: Reply;
  readonly end: number;
}

/** Undefined when the answer is not there as a whole. */
function readReply(data: Buffer, start: number): Read | undefined {
  const lineEnd = data.indexOf("\r\n", start);
  if (lineEnd === -1) return undefined;
  const line = data.toString("utf8", start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (String.fromCharCode(data[start] ?? 0)) {
    case "+":
      return { reply: line, end };
    case "-":
      return { reply: new RespError(line), end };
    case ":":
      return { reply: Number(line), end };
    case "$":
      return readText(data, end, Number(line));
    case "*":
      return readList(data, end, Number(line));
    default:
      throw new Error(`This is no answer of Redis: ${line}`);
  }
}

function readText(data: Buffer, start: number, length: number): Read | undefined {
  if (length < 0) return { reply: null, end: start };
  const end = start + length;
  return data.length < end + 2 ? undefined : { reply: data.toString("utf8", start, end), end: end + 2 };
}

function readList(data: Buffer, start: number, length: number): Read | undefined {
  if (length < 0) return { reply: null, end: start };
  const reply: Reply[] = [];
  let end = start;
  for (let count = 0; count < length; count++) {
    const read = readReply(data, end);
    if (read === undefined) return undefined;
    reply.push(read.reply);
    end = read.end;
  }
  return { reply, end };
}
