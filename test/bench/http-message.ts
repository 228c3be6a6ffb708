export interface MessageHandler {
  /** Start line and headers as they came, without the empty line. */
  head(text: string): void;
  body(bytes: Buffer): void;
  end(): void;
}

const HEAD_END = "\r\n\r\n";
type State = "head" | "length" | "chunk-size" | "chunk" | "chunk-end" | "trailer";

/**
 * Reads HTTP/1.1 messages from a connection that is kept alive: requests or answers, with a length or chunked.
 * Node's own parser costs several times as much, and what the load side costs is taken from the core that feeds the worker.
 */
export class MessageReader {
  private state: State = "head";
  private left = 0;
  private carry: Buffer | undefined;
  private readonly handler: MessageHandler;

  constructor(handler: MessageHandler) {
    this.handler = handler;
  }

  push(chunk: Buffer): void {
    let bytes = this.carry === undefined ? chunk : Buffer.concat([this.carry, chunk]);
    this.carry = undefined;
    while (bytes.length > 0) {
      const used = this.step(bytes);
      if (used === 0) {
        this.carry = bytes;
        return;
      }
      bytes = bytes.subarray(used);
    }
  }

  /** Consumes what it can and says how many bytes that was; 0 asks for more. */
  private step(bytes: Buffer): number {
    switch (this.state) {
      case "head":
        return this.readHead(bytes);
      case "length":
      case "chunk":
        return this.readBody(bytes);
      case "chunk-size":
        return this.readChunkSize(bytes);
      case "chunk-end":
        if (bytes.length < 2) return 0;
        this.state = "chunk-size";
        return 2;
      case "trailer":
        if (bytes.length < 2) return 0;
        this.finish();
        return 2;
      default:
        return this.state satisfies never;
    }
  }

  private readHead(bytes: Buffer): number {
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return 0;
    const text = bytes.toString("latin1", 0, end);
    this.handler.head(text);
    if (/\r\ntransfer-encoding: *chunked/i.test(text)) this.state = "chunk-size";
    else {
      this.left = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
      this.state = "length";
      if (this.left === 0) this.finish();
    }
    return end + HEAD_END.length;
  }

  private readBody(bytes: Buffer): number {
    const part = bytes.length > this.left ? bytes.subarray(0, this.left) : bytes;
    this.left -= part.length;
    this.handler.body(part);
    if (this.left === 0) {
      if (this.state === "chunk") this.state = "chunk-end";
      else this.finish();
    }
    return part.length;
  }

  private readChunkSize(bytes: Buffer): number {
    const end = bytes.indexOf("\r\n");
    if (end < 0) return 0;
    this.left = Number.parseInt(bytes.toString("latin1", 0, end), 16);
    this.state = this.left === 0 ? "trailer" : "chunk";
    return end + 2;
  }

  private finish(): void {
    this.state = "head";
    this.handler.end();
  }
}
