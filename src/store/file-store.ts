/** Of a file: from its first byte, 0, so many. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** A file of the store, and how long it is. */
export interface StoredFile {
  readonly key: string;
  readonly bytes: number;
}

/**
 * Bytes that the gateway itself keeps for clients. Keys are made here, and no text of a client's is in them. Every method
 * rejects with `store_unavailable` where the store does not answer.
 */
export interface FileStore {
  /** Keeps all of it or nothing, and tells how many bytes these were. Rejects with whatever the source rejects with. */
  put(key: string, chunks: AsyncIterable<Uint8Array>): Promise<number>;
  /**
   * Keeps, under one more key, what is kept under others, one behind the other. Rejects with `invalid_request` where these are
   * not the bytes that `md5` is of, in hex.
   */
  join(key: string, from: readonly StoredFile[], md5?: string): Promise<void>;
  /** Undefined where nothing is kept under the key. The range is within the file, and not empty. */
  get(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array> | undefined>;
  /** Everything whose key begins so. */
  list(prefix: string): Promise<readonly StoredFile[]>;
  /** Nothing happens for those that are not there. */
  delete(keys: readonly string[]): Promise<void>;
}
