import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome"];

/** The name of an installed Chromium, if there is one. */
export const findBrowser = (): string | undefined =>
  PROGRAMS.find((program) => spawnSync(program, ["--version"]).status === 0);

export interface Page {
  /** The value of an expression in the page; promises are awaited. Rejects with what the page threw. */
  evaluate(expression: string): Promise<unknown>;
  /** What the browser itself complained of, such as a violated policy, and the addresses of all requests. */
  readonly complaints: readonly string[];
  readonly requested: readonly string[];
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly entry?: { readonly text: string; readonly level: string };
    readonly request?: { readonly url: string };
  };
  readonly result?: {
    readonly targetId?: string;
    readonly sessionId?: string;
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
  };
}

/** A headless browser with one page, driven through https://chromedevtools.github.io/devtools-protocol/. */
export async function openPage(program: string, url: string): Promise<Page> {
  const profile = await mkdtemp(join(tmpdir(), "tollgate-browser-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
  const child = spawn(program, [...flags, `--user-data-dir=${profile}`, "--remote-debugging-port=0", "about:blank"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = once(child, "exit");
  const socket = new WebSocket(await readAddress(child.stderr));
  await once(socket, "open");

  const complaints: string[] = [];
  const requested: string[] = [];
  const waiting = new Map<number, (message: Message) => void>();
  let session: string | undefined;
  let sent = 0;
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    const { entry, request } = message.params ?? {};
    if (message.method === "Log.entryAdded" && entry?.level === "error") complaints.push(entry.text);
    if (message.method === "Network.requestWillBeSent" && request !== undefined) requested.push(request.url);
  });
  const command = async (method: string, params: object = {}): Promise<Message["result"]> => {
    sent += 1;
    const { promise, resolve } = Promise.withResolvers<Message>();
    waiting.set(sent, resolve);
    socket.send(JSON.stringify({ id: sent, method, params, sessionId: session }));
    return (await promise).result;
  };

  const target = await command("Target.createTarget", { url: "about:blank" });
  session = (await command("Target.attachToTarget", { targetId: target?.targetId, flatten: true }))?.sessionId;
  await command("Log.enable");
  await command("Network.enable");
  await command("Page.navigate", { url });
  return {
    complaints,
    requested,
    async evaluate(expression) {
      const result = await command("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
      if (result?.exceptionDetails) throw new Error(result.exceptionDetails.exception?.description ?? "unknown");
      return result?.result?.value;
    },
    async close() {
      socket.close();
      child.kill("SIGKILL");
      await exited;
      await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** Chromium tells on its error stream where it listens. */
async function readAddress(output: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of output) {
    text += String(chunk);
    const address = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`The browser did not start.\n${text}`);
}
