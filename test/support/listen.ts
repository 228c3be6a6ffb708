/** What went over the wire to a client, beside what its SDK makes of it. */
export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  /** Everything up to where the body ended or broke off. */
  readonly body: Promise<string>;
}

export interface Listener {
  /** For the `fetch` option of an SDK. */
  readonly fetch: typeof fetch;
  /** The latest answer; throws when there was none. */
  last(): Heard;
}

export function createListener(): Listener {
  let latest: Heard | undefined;
  return {
    async fetch(input, init) {
      const response = await fetch(input, init);
      latest = { status: response.status, headers: response.headers, body: readAll(response.clone()) };
      return response;
    },
    last() {
      if (latest === undefined) throw new Error("Nothing was answered.");
      return latest;
    },
  };
}

async function readAll(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  } catch {
    // A body that breaks off is what some tests are about; the SDK tells them.
  }
  return text;
}
