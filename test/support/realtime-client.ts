import { setTimeout as sleep } from "node:timers/promises";
import { textAt } from "./at.ts";
import type { RunningGateway } from "./gateway.ts";

const HEARD_MS = 20_000;

/** A client of realtime sessions as a browser is one: the key is a subprotocol. */
export class RealtimeClient {
  readonly socket: WebSocket;
  /** Events, and bytes as they came. */
  readonly heard: unknown[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;

  constructor(gateway: RunningGateway, key: string, path = "/v1/realtime?model=voice") {
    const protocols = ["realtime", `openai-insecure-api-key.${key}`];
    this.socket = new WebSocket(gateway.url.replace("http", "ws") + path, protocols);
    this.socket.binaryType = "arraybuffer";
    this.socket.addEventListener("message", ({ data }) =>
      this.heard.push(typeof data === "string" ? JSON.parse(data) : data),
    );
    this.closed = new Promise((resolve) =>
      this.socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason })),
    );
  }

  send(event: object): void {
    this.socket.send(JSON.stringify(event));
  }

  /** For a turn, by what the scripted provider is to do. */
  ask(wish: string): void {
    this.send({ type: "response.create", event_id: `client_${wish}`, response: { metadata: { wish } } });
  }

  /** The events of a type, when so many have come. Throws when they do not. */
  async hear(type: string, count = 1): Promise<readonly unknown[]> {
    const deadline = Date.now() + HEARD_MS;
    for (;;) {
      const events = this.heard.filter((event) => textAt(event, "type") === type);
      if (events.length >= count) return events;
      if (Date.now() > deadline) throw new Error(`No ${count} events ${type} in ${JSON.stringify(this.heard)}`);
      await sleep(10);
    }
  }
}

/** In a session that has begun. */
export async function openRealtime(gateway: RunningGateway, key: string, path?: string): Promise<RealtimeClient> {
  const client = new RealtimeClient(gateway, key, path);
  await client.hear("session.created");
  return client;
}
