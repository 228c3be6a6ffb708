import { NOTHING_YET } from "../../src/forwards/batches/describe-batch.ts";
import type { BatchDisk, BatchJob, BatchLine, BatchProgress, ResultKind } from "../../src/store/batch-runs.ts";

type State = "waiting" | "begun" | ResultKind;

/** What an object has on disk, without one. */
export class MemoryBatchDisk implements BatchDisk {
  job: BatchJob | undefined;
  progress: BatchProgress = NOTHING_YET;
  readonly #lines = new Map<number, BatchLine & { readonly state: State }>();

  copy(): MemoryBatchDisk {
    const other = new MemoryBatchDisk();
    other.progress = this.progress;
    for (const [number, line] of this.#lines) other.#lines.set(number, line);
    return other;
  }

  take(lines: readonly BatchLine[], progress: BatchProgress): void {
    for (const line of lines) this.#lines.set(line.number, { ...line, state: "waiting" });
    this.progress = progress;
  }

  begin(number: number): void {
    this.#move(number, "begun");
  }

  postpone(number: number): void {
    this.#move(number, "waiting");
  }

  end(number: number, kind: ResultKind, result: string, progress: BatchProgress): void {
    this.#lines.set(number, { number, text: result, state: kind });
    this.progress = progress;
  }

  cutOff(): readonly BatchLine[] {
    return this.#in("begun");
  }

  waiting(): readonly BatchLine[] {
    return this.#in("waiting");
  }

  results(kind: ResultKind): Iterable<string> {
    return this.#in(kind).map(({ text }) => text);
  }

  #move(number: number, state: State): void {
    const line = this.#lines.get(number);
    if (line !== undefined) this.#lines.set(number, { ...line, state });
  }

  #in(state: State): readonly BatchLine[] {
    return [...this.#lines.values()].filter((line) => line.state === state).toSorted((a, b) => a.number - b.number);
  }
}
