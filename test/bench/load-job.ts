export interface LoadJob {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly connections: number;
  /** Whichever is reached first ends the job; a call that has begun is finished. */
  readonly callsMax: number;
  readonly durationMs: number;
  /** Connections begin evenly spread over this time, so that paced streams do not beat in step. */
  readonly spreadMs: number;
  /** Every good answer has this text near its end. */
  readonly endsWith: string;
}

export interface LoadResult {
  readonly ok: number;
  readonly bad: number;
  /** The first wrong answer, for the report of a failed run. */
  readonly firstBad?: string;
  /** To the first byte of an answer's body; milliseconds. */
  readonly firstByteMs: Percentiles;
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

export function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = [...values].toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
