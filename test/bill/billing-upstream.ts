import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { json } from "node:stream/consumers";
import { at, textAt } from "../support/at.ts";
import { carryOut, NOTHING, type BillLine } from "./carry-out.ts";
import type { Plan } from "./plan-requests.ts";
import { WRITERS } from "./write-answers.ts";

export interface BillingUpstream {
  readonly url: string;
  /** A line for each call, by the request's id. */
  readonly bill: ReadonlyMap<string, readonly BillLine[]>;
  /** Resolves when the request is in. */
  received(id: string): Promise<void>;
  /** Resolves when a call of the request is over, whoever ended it. */
  ended(id: string): Promise<void>;
  /** Calls that no plan knows are held until this is called, and then answered. */
  release(): void;
  held(): number;
  close(): Promise<void>;
}

/** A provider on 127.0.0.1 that does with each request what is planned and keeps its own bill. */
export async function startBillingUpstream(plans: ReadonlyMap<string, Plan>): Promise<BillingUpstream> {
  const bill = new Map<string, BillLine[]>();
  const arrivals = createSignals();
  const ends = createSignals();
  const sockets = new Set<Socket>();
  let held: (() => void)[] = [];

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: unknown = await json(request);
    const provider = request.url?.endsWith("/messages") === true ? "anthropic" : "openai";
    const id = textAt(body, "user") || textAt(body, "metadata", "user_id");
    const plan = plans.get(id);
    const line: BillLine = { usage: NOTHING, told: false };
    bill.set(id, [...(bill.get(id) ?? []), line]);
    arrivals.of(id).resolve();
    response.once("close", () => ends.of(id).resolve());
    if (plan === undefined) {
      await new Promise<void>((resolve) => held.push(resolve));
      const usage = { inputTokens: 1, cachedTokens: 0, outputTokens: 1 };
      response.writeHead(200, { "content-type": "application/json" }).end(WRITERS[provider].whole("Yes.", usage));
      return;
    }
    await carryOut(plan, { provider, streams: at(body, "stream") === true, request, response, line });
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  // Nagle's algorithm would join pieces that are to be seen one by one.
  server.on("connection", (socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  server.keepAliveTimeout = 120_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bill,
    received: (id) => arrivals.of(id).promise,
    ended: (id) => ends.of(id).promise,
    release() {
      for (const answer of held) answer();
      held = [];
    },
    held: () => held.length,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function createSignals(): { of(id: string): PromiseWithResolvers<void> } {
  const known = new Map<string, PromiseWithResolvers<void>>();
  return {
    of(id) {
      const signal = known.get(id) ?? Promise.withResolvers<void>();
      known.set(id, signal);
      return signal;
    },
  };
}
