import { once } from "node:events";
import { createServer } from "node:net";

/** Throws an `Error` when another process listens there: workerd itself would only say so in its log. */
export async function checkPort(port: number): Promise<void> {
  const probe = createServer().listen(port, "127.0.0.1");
  try {
    await once(probe, "listening");
  } catch (error) {
    const reason =
      error instanceof Error && "code" in error && error.code === "EADDRINUSE" ? "is in use" : "cannot be used";
    throw new Error(`Port ${port} ${reason}: choose another with --port.`, { cause: error });
  }
  probe.close();
  await once(probe, "close");
}
