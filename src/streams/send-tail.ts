import { within } from "./within.ts";

/**
 * How long a client may take for the last word. It stands behind all that is still on its way to the client, so this
 * is about the client's line and has nothing to do with how long a provider may be silent.
 */
export const TAIL_MS = 30_000;
/** The same for a client that is known not to read. */
export const STUCK_TAIL_MS = 1_000;

/**
 * Writes the last bytes and closes. A client that does not take them within `ms` is cut off, which it sees as a
 * broken connection, never as a clean end. Does not reject: a client that is gone misses nothing.
 */
export async function sendTail(
  writer: WritableStreamDefaultWriter<Uint8Array>,
  tail: Uint8Array | undefined,
  ms: number,
): Promise<void> {
  const send = async (): Promise<boolean> => {
    if (tail !== undefined) await writer.write(tail);
    await writer.close();
    return true;
  };
  const sent = await within(
    ms,
    send().catch(() => false),
  );
  // Not awaited: the runtime may leave it open for as long as the client does not read.
  if (sent === undefined)
    writer.abort(new Error("The client did not read the end of the stream.")).catch(() => undefined);
}
