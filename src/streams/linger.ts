import { within } from "./within.ts";

const BYTES_MAX = 32 * 1024 * 1024;
const LINGER_MS = 3_000;

/**
 * Takes what a client still sends, up to a bound. One that is refused while it writes would find its connection broken and
 * never read why (RFC 9112, 9.6). Never rejects.
 */
export async function linger(next: () => Promise<Uint8Array | undefined>): Promise<void> {
  const untilMs = Date.now() + LINGER_MS;
  // A client that goes away needs no answer.
  const read = async (): Promise<Uint8Array | undefined> => await next().catch(() => undefined);
  for (let bytes = 0; bytes <= BYTES_MAX;) {
    const chunk = await within(untilMs - Date.now(), read());
    if (chunk === undefined) return;
    bytes += chunk.length;
  }
}
