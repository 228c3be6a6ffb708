import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { OutboxEntry } from "../../src/store/counter-store.ts";

export interface Ledger {
  readonly port: number;
  /** By id. */
  readonly events: ReadonlyMap<string, string>;
  /** Entries that came again. */
  repeated: () => number;
  close(): void;
}

/** Takes what the objects deliver. Every fifth batch is refused after it was written: its fate is unknown to them. */
export async function startLedger(): Promise<Ledger> {
  const events = new Map<string, string>();
  let batches = 0;
  let repeated = 0;
  const receive = (body: string): void => {
    for (const { id, event } of JSON.parse(body) as OutboxEntry[]) {
      if (events.has(id)) repeated += 1;
      events.set(id, event);
    }
    batches += 1;
  };
  const server = createServer((request, response) => {
    void text(request)
      .then(receive)
      .then(() => response.writeHead(batches % 5 === 0 ? 503 : 200).end())
      // Whoever sent it was killed in the middle.
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { port, events, repeated: () => repeated, close: () => void server.close() };
}
