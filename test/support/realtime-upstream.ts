import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
import { textAt } from "./at.ts";

/** One session as the scripted provider has it. */
export interface UpstreamSession {
  /** The address with its query. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  /** Texts as texts and bytes as buffers, in the order in which they came. */
  readonly heard: (string | Buffer)[];
  /** Undefined while it is open; 1006 where nobody said goodbye. */
  closedWith: number | undefined;
  send(event: object): void;
  sendBytes(bytes: Uint8Array): void;
  close(code: number): void;
  /** Without a goodbye. */
  cut(): void;
}

export interface RealtimeUpstream {
  /** What `api_base` is; what follows it is in `UpstreamSession.url`. */
  readonly base: string;
  readonly sessions: readonly UpstreamSession[];
  last(): UpstreamSession;
  /** The next sessions are refused with this status. */
  refuse(status: number | undefined): void;
  close(): Promise<void>;
}

/** What the provider does with a client's event. */
export type Script = (event: unknown, session: UpstreamSession) => void;

/** A provider of realtime sessions on 127.0.0.1. */
export async function startRealtimeUpstream(script: Script): Promise<RealtimeUpstream> {
  const sessions: UpstreamSession[] = [];
  let refusal: number | undefined;
  const server = createServer((_, response) => response.writeHead(426).end());
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (refusal !== undefined) {
      const body = JSON.stringify({ error: { message: "Not now.", type: "server_error" } });
      socket.end(
        `HTTP/1.1 ${refusal} No\r\ncontent-length: ${body.length}\r\ncontent-type: application/json\r\n\r\n${body}`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => sessions.push(open(webSocket, request, script)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The scripted provider has no port.");
  return {
    base: `http://127.0.0.1:${address.port}/v1`,
    sessions,
    last() {
      const session = sessions.at(-1);
      if (session === undefined) throw new Error("Nobody opened a session.");
      return session;
    },
    refuse: (status) => void (refusal = status),
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.close();
      await once(server, "close");
    },
  };
}

function open(socket: WebSocket, { url = "", headers }: IncomingMessage, script: Script): UpstreamSession {
  const session: UpstreamSession = {
    url,
    headers,
    heard: [],
    closedWith: undefined,
    send: (event) => socket.send(JSON.stringify(event)),
    sendBytes: (bytes) => socket.send(bytes),
    close: (code) => socket.close(code),
    cut: () => socket.terminate(),
  };
  socket.on("message", (data: Buffer, isBinary) => {
    session.heard.push(isBinary ? data : data.toString());
    if (!isBinary) script(JSON.parse(data.toString()), session);
  });
  socket.on("close", (code) => (session.closedWith = code));
  socket.on("error", () => undefined);
  session.send({ type: "session.created", event_id: "event_1", session: { type: "realtime", model: "gpt-realtime" } });
  return session;
}

/** A turn with this usage, as OpenAI tells one. */
export function playTurn(session: UpstreamSession, id: string, usage: object): void {
  session.send({ type: "response.created", event_id: "event_2", response: { id, status: "in_progress" } });
  session.send({ type: "response.output_text.delta", event_id: "event_3", response_id: id, delta: "Good morning." });
  session.send({ type: "response.done", event_id: "event_4", response: { id, status: "completed", usage } });
}

/** What a client's event wants. `response.create` may carry metadata, which OpenAI gives back; committed speech is answered unasked. */
export const wishOf = (event: unknown): string => {
  switch (textAt(event, "type")) {
    case "response.create":
      return textAt(event, "response", "metadata", "wish") || "turn";
    case "input_audio_buffer.commit":
      return textAt(event, "wish") || "turn";
    default:
      return "";
  }
};
