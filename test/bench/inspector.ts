/** The part of the Chrome DevTools Protocol's `Profiler.Profile` that is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

interface Reply {
  readonly id?: number;
  readonly result?: { readonly profile?: CpuProfile };
  readonly error?: { readonly message: string };
}

export interface Inspector {
  startProfile(sampleEveryUs: number): Promise<void>;
  stopProfile(): Promise<CpuProfile>;
  close(): void;
}

/** Connects to the isolate of a worker that was started with `--inspector-addr`. */
export async function openInspector(port: number): Promise<Inspector> {
  const response = await fetch(`http://127.0.0.1:${port}/json`);
  const targets: readonly { readonly webSocketDebuggerUrl: string }[] = JSON.parse(await response.text());
  const address = targets[0]?.webSocketDebuggerUrl;
  if (address === undefined) throw new Error("The worker offers nothing to inspect.");
  const socket = new WebSocket(address);
  await new Promise((resolve) => socket.addEventListener("open", resolve));

  const waiting = new Map<number, (reply: Reply) => void>();
  let last = 0;
  socket.addEventListener("message", ({ data }) => {
    const reply = JSON.parse(String(data)) as Reply;
    if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
  });
  const ask = async (method: string, params: object = {}): Promise<Reply> => {
    const id = ++last;
    const answered = new Promise<Reply>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    const reply = await answered;
    if (reply.error !== undefined) throw new Error(`${method}: ${reply.error.message}`);
    return reply;
  };

  return {
    startProfile: async (sampleEveryUs) => {
      await ask("Profiler.enable");
      await ask("Profiler.setSamplingInterval", { interval: sampleEveryUs });
      await ask("Profiler.start");
    },
    stopProfile: async () => {
      const { result } = await ask("Profiler.stop");
      if (result?.profile === undefined) throw new Error("The worker sent no profile.");
      return result.profile;
    },
    close: () => socket.close(),
  };
}
