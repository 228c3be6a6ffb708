import type { Adapter } from "../../adapters/adapter.ts";
import type { UpstreamTools } from "../../adapters/upstream-tools.ts";
import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { readAnswer } from "../../streams/read-body.ts";
import { type Handshake, TRANSCRIPTION } from "./read-handshake.ts";

const ERROR_BYTES_MAX = 256 * 1024;

export interface Dialled {
  /** Not accepted yet. */
  readonly socket: WebSocket;
  readonly headers: Headers;
}

/**
 * Opens the provider's side of a session. Rejects with an `UpstreamFault` where another deployment may be tried. `left` fires
 * when another one has answered. How a worker opens one: developers.cloudflare.com/workers/examples/websockets.
 */
export async function dialProvider(
  { headers: passed, intent }: Handshake,
  deployment: Deployment,
  adapter: Adapter,
  tools: UpstreamTools,
  left?: AbortSignal,
): Promise<Dialled> {
  const path = adapter.forwards?.realtime;
  if (path === undefined || deployment.mockResponse !== undefined)
    throw new GatewayError("unsupported_operation", `${adapter.id} does not serve realtime sessions here.`, {
      param: "model",
    });
  if (adapter.needsCredential && deployment.credential === undefined)
    throw new GatewayError("credential_missing", `The gateway has no credential for ${adapter.id}.`);
  const { firstByteMs } = deployment.timeouts;
  const abort = new AbortController();
  const late = new UpstreamFault({ kind: "timeout", message: `No session within ${firstByteMs / 1_000} seconds.` });
  const timer = setTimeout(() => abort.abort(late), firstByteMs);
  let socket: WebSocket | null = null;
  left?.addEventListener(
    "abort",
    () => {
      if (socket === null) return abort.abort();
      socket.accept();
      socket.close(1000);
    },
    { once: true },
  );
  const outgoing = {
    url: addressOf(adapter, path, deployment, intent),
    body: "",
    signal: abort.signal,
  };
  try {
    const headers = { ...passed, upgrade: "websocket" };
    await adapter.sign(headers, deployment, outgoing, tools);
    Object.assign(headers, deployment.headers);
    const init = { headers, redirect: "manual", signal: abort.signal } as const;
    const response = await tools.fetch(outgoing.url, init);
    socket = response.webSocket;
    if (socket !== null) return { socket, headers: response.headers };
    const text = await readAnswer(response, { bytesMax: ERROR_BYTES_MAX });
    throw new UpstreamFault(
      response.ok
        ? { kind: "invalid-answer", message: `There was no WebSocket, but the status ${response.status}.` }
        : adapter.readFault(response.status, text, response.headers),
    );
  } catch (error) {
    if (error instanceof UpstreamFault || error instanceof GatewayError) throw error;
    if (abort.signal.reason instanceof UpstreamFault) throw abort.signal.reason;
    throw new UpstreamFault({ kind: "unreachable", message: "No connection could be opened." }, error);
  } finally {
    clearTimeout(timer);
  }
}

/** The address names the model, unless the provider's own addresses name it already, or may not. */
function addressOf(adapter: Adapter, path: string, deployment: Deployment, intent: string | undefined): string {
  const url = new URL(adapter.url(path, deployment));
  const isUnnamed = adapter.transcribesUnnamed === true && intent === TRANSCRIPTION;
  const isNamed = isUnnamed || url.searchParams.has("deployment");
  if (!isNamed) url.searchParams.set("model", deployment.model);
  if (intent !== undefined) url.searchParams.set("intent", intent);
  return url.href;
}
