import { once } from "node:events";
import { createServer, request as send, type IncomingMessage, type ServerResponse } from "node:http";

export interface Exchange {
  readonly method: string;
  /** With the query; an address on the outside has its host. */
  readonly target: string;
  readonly status: number;
  readonly asked: string;
  /** Of an answer that is an error; else empty. */
  readonly said: string;
}

export interface Witness {
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

const FORBIDDEN = 403;

/** Stands between a program and the gateway and notes every exchange. As a proxy it lets nothing out of this machine. */
export async function startWitness(gateway: string): Promise<Witness> {
  const exchanges: Exchange[] = [];
  const { hostname, port } = new URL(gateway);

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url: target = "", headers } = request;
    const asked = await readAll(request);
    if (!target.startsWith("/")) {
      exchanges.push({ method, target, status: FORBIDDEN, asked, said: "" });
      response.writeHead(FORBIDDEN).end();
      return;
    }
    // What is noted is to be read.
    const passed = send({
      hostname,
      port,
      method,
      path: target,
      headers: { ...headers, "accept-encoding": "identity" },
    });
    passed.end(asked);
    response.on("close", () => passed.destroy());
    const [answer] = (await once(passed, "response")) as [IncomingMessage];
    const status = answer.statusCode ?? 0;
    response.writeHead(status, answer.headers);
    // A program that knows enough hangs up before the end.
    const exchange = { method, target, status, asked, said: "" };
    exchanges.push(exchange);
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      if (status >= 400) exchange.said += chunk.toString();
      response.write(chunk);
    }
    response.end();
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  server.on("connect", ({ url: target = "" }: IncomingMessage, socket) => {
    exchanges.push({ method: "CONNECT", target, status: FORBIDDEN, asked: "", said: "" });
    socket.end(`HTTP/1.1 ${FORBIDDEN} Forbidden\r\n\r\n`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The witness has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    exchanges,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function readAll(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
