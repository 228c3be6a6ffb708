/** A line without its end, and where the next one begins. */
export interface ByteLine {
  readonly text: string;
  readonly endByte: number;
}

const LINE_FEED = 10;

/**
 * The lines of a text in UTF-8, with their places in it. Rejects with a `RangeError` for one of more than `bytesMax`. Whoever
 * stops reading cancels the stream.
 */
export async function* readLines(
  stream: ReadableStream<Uint8Array>,
  { bytesMax }: { readonly bytesMax: number },
): AsyncGenerator<ByteLine> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  let endByte = 0;

  function add(part: Uint8Array, isLast: boolean): void {
    bytes += part.length;
    if (bytes > bytesMax) throw new RangeError(`A line has more than ${bytesMax} bytes.`);
    text += decoder.decode(part, { stream: !isLast });
  }
  function take(): ByteLine {
    const line = { text: text.endsWith("\r") ? text.slice(0, -1) : text, endByte };
    text = "";
    bytes = 0;
    return line;
  }

  for await (const chunk of stream) {
    for (let from = 0; from < chunk.length;) {
      const end = chunk.indexOf(LINE_FEED, from);
      const to = end < 0 ? chunk.length : end + 1;
      endByte += to - from;
      add(chunk.subarray(from, end < 0 ? to : end), end >= 0);
      from = to;
      if (end >= 0) yield take();
    }
  }
  add(new Uint8Array(), true);
  if (text !== "") yield take();
}
