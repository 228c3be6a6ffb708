import type { JsonObject } from "../../core/json.ts";
import type { KeptJob, NumberedFrame } from "../background-runs.ts";
import { cutText } from "../cut-text.ts";

/** What an object has on disk of its run: nothing at all before it is begun, so that asking for one that is not there costs nothing. */
export class RunDisk {
  readonly #kv: SyncKvStorage;

  constructor(kv: SyncKvStorage) {
    this.#kv = kv;
  }

  get job(): KeptJob | undefined {
    return this.#read("job") as KeptJob | undefined;
  }

  set job(job: KeptJob) {
    this.#write("job", job);
  }

  /** Once it is over. */
  get answer(): JsonObject | undefined {
    return this.#read("answer") as JsonObject | undefined;
  }

  set answer(answer: JsonObject) {
    this.#write("answer", answer);
  }

  /** When the answer was kept elsewhere too; undefined as long as it was not. */
  get keptAtMs(): number | undefined {
    return this.#kv.get<number>("keptAtMs");
  }

  set keptAtMs(ms: number) {
    this.#kv.put("keptAtMs", ms);
  }

  /** As one pack behind those that are there: few rows, of which none has to be read for the others. */
  addFrames(frames: readonly NumberedFrame[]): void {
    const ends = this.#packEnds;
    this.#write(`frames:${ends.length}`, frames);
    this.#kv.put("packEnds", [...ends, (ends.at(-1) ?? 0) + frames.length]);
  }

  /** From this place on, as far as the pack goes; none where there are no more. */
  framesFrom(place: number): readonly NumberedFrame[] {
    const ends = this.#packEnds;
    const pack = ends.findIndex((end) => end > place);
    if (pack < 0) return [];
    const frames = this.#read(`frames:${pack}`) as readonly NumberedFrame[] | undefined;
    return frames?.slice(place - (ends[pack - 1] ?? 0)) ?? [];
  }

  dropFrames(): void {
    this.#kv.delete("packEnds");
  }

  /** The place behind the last frame of each pack. */
  get #packEnds(): readonly number[] {
    return this.#kv.get<readonly number[]>("packEnds") ?? [];
  }

  #write(name: string, value: unknown): void {
    const pieces = cutText(JSON.stringify(value));
    for (const [index, piece] of pieces.entries()) this.#kv.put(`${name}:${index}`, piece);
    // Last: what was cut off while it was written is not there.
    this.#kv.put(name, pieces.length);
  }

  #read(name: string): unknown {
    const pieces = this.#kv.get<number>(name);
    if (pieces === undefined) return undefined;
    const texts = Array.from({ length: pieces }, (_, index) => this.#kv.get<string>(`${name}:${index}`) ?? "");
    return JSON.parse(texts.join(""));
  }
}
