import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Reply, RespClient, RespError } from "./resp-client.ts";

export interface UpstashShim {
  readonly url: string;
  readonly token: string;
  /** Command names in the order of their arrival. */
  readonly heard: readonly string[];
  /** Executes the next command, and drops the connection in place of its answer. */
  loseNextAnswer(): void;
  stop(): Promise<void>;
}

const TOKEN = "shim-token";
/** A flag of Upstash's own that a plain Redis refuses. */
const UPSTASH_FLAG = "#!lua flags=allow-key-locking";
type Json = string | number | null | readonly Json[];

/**
 * Upstash's REST protocol in front of a Redis server: `POST /` with a command, `POST /pipeline` with a list of them,
 * `Upstash-Encoding: base64`. https://upstash.com/docs/redis/features/restapi
 */
export async function startUpstashShim(redisPort: number): Promise<UpstashShim> {
  const heard: string[] = [];
  /** Of a script with the flag → of the same without it. */
  const plainSha1 = new Map<string, string>();
  let losing = false;
  let client: RespClient | undefined;

  function unflag(parts: readonly string[]): readonly string[] {
    const [name = "", script = "", ...rest] = parts;
    if (name.toUpperCase() === "EVALSHA") return [name, plainSha1.get(script) ?? script, ...rest];
    if (name.toUpperCase() !== "EVAL" || !script.startsWith(UPSTASH_FLAG)) return parts;
    const plain = script.slice(UPSTASH_FLAG.length);
    plainSha1.set(sha1(script), sha1(plain));
    return [name, plain, ...rest];
  }

  async function execute(command: readonly unknown[]): Promise<Reply> {
    const parts = unflag(command.map(String));
    heard.push((parts[0] ?? "").toUpperCase());
    try {
      if (client === undefined || client.closed) client = await RespClient.connect(redisPort);
      return await client.send(...parts);
    } catch {
      return new RespError("ERR the server is away");
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      send(response, 401, { error: "WRONGPASS invalid or missing auth token" });
      return;
    }
    const body = JSON.parse(await readText(request)) as unknown[];
    const write = request.headers["upstash-encoding"] === "base64" ? encodeBase64 : encodePlain;
    if (request.url === "/pipeline") {
      const replies = await Promise.all(body.map((command) => execute(command as unknown[])));
      send(
        response,
        200,
        replies.map((reply) => result(reply, write)),
      );
      return;
    }
    const reply = await execute(body);
    if (losing) {
      losing = false;
      response.socket?.destroy();
      return;
    }
    send(response, reply instanceof RespError ? 400 : 200, result(reply, write));
  }

  const server = createServer((request, response) => {
    // A client that gave up has closed the connection: nobody is left to be told.
    answer(request, response).catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The shim has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    token: TOKEN,
    heard,
    loseNextAnswer: () => void (losing = true),
    async stop() {
      client?.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex");

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

const result = (reply: Reply, write: (reply: Reply) => Json): unknown =>
  reply instanceof RespError ? { error: reply.message } : { result: write(reply) };

function encodePlain(reply: Reply): Json {
  if (reply instanceof RespError) return reply.message;
  return Array.isArray(reply) ? reply.map(encodePlain) : (reply as Json);
}

/** Plain is only an `OK` that is the whole answer. */
const encodeBase64 = (reply: Reply): Json => (reply === "OK" ? reply : encodeTexts(reply));

function encodeTexts(reply: Reply): Json {
  if (reply instanceof RespError) return reply.message;
  if (typeof reply === "string") return Buffer.from(reply, "utf8").toString("base64");
  return Array.isArray(reply) ? reply.map(encodeTexts) : (reply as Json);
}
