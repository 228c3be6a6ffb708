import { inTime } from "../store/in-time.ts";
import type { Defer } from "../store/key-store.ts";
import type { LiveConfigReader, LiveRows } from "../store/live-config.ts";

/** The promise is thirty seconds: a request that begins just before this may take the rest. */
export const TRUSTED_MS = 25_000;
/** From this age on, a look is taken behind the requests that are served, so that a busy isolate never waits. */
export const RENEWED_MS = 10_000;
const DEADLINE_MS = 2_000;

interface Options<Edition> {
  /** What is served as long as nothing was read. */
  readonly first: Edition;
  readonly reader: LiveConfigReader;
  readonly build: (rows: LiveRows) => Promise<Edition>;
  /** The rows of before an outage, for an isolate that begins in it; undefined where nobody kept them. */
  readonly recall: () => Promise<LiveRows | undefined>;
  /** Told of rows that this isolate has read; it may find that they are kept already. */
  readonly keep: (rows: LiveRows) => Promise<void>;
  readonly now: () => number;
}

/**
 * Keeps an isolate at what is configured at runtime. A request is served by one edition from its beginning to its end. While
 * the database is away, the last one serves on.
 */
export class EditionKeeper<Edition> {
  readonly #options: Options<Edition>;
  #edition: Edition;
  /** Of the edition's rows; undefined before any were read. */
  #version: number | undefined;
  #lookedAtMs = -Infinity;
  #isLooking = false;
  /** Counts the writes of this isolate: a look that began before one says nothing of it. */
  #writes = 0;

  constructor(options: Options<Edition>) {
    this.#options = options;
    this.#edition = options.first;
  }

  /** A promise only when too much time has passed since the database was asked. Never rejects. */
  current(defer: Defer): Edition | Promise<Edition> {
    const ageMs = this.#options.now() - this.#lookedAtMs;
    if (ageMs >= TRUSTED_MS) return this.#look(defer);
    if (ageMs >= RENEWED_MS && !this.#isLooking) defer(this.#look(defer));
    return this.#edition;
  }

  /** After a write of this isolate: the next request shall see it. */
  changed(): void {
    this.#writes += 1;
    this.#lookedAtMs = -Infinity;
  }

  async #look(defer: Defer): Promise<Edition> {
    const [startedAtMs, writes] = [this.#options.now(), this.#writes];
    this.#isLooking = true;
    try {
      await this.#read(defer);
    } catch (error) {
      console.error("what is configured at runtime could not be read; the gateway serves as it was", error);
      await this.#recall();
    } finally {
      this.#isLooking = false;
    }
    // After a failure too: the next requests shall not all wait for a database that is away.
    if (writes === this.#writes) this.#lookedAtMs = Math.max(this.#lookedAtMs, startedAtMs);
    return this.#edition;
  }

  async #read(defer: Defer): Promise<void> {
    const { reader, keep } = this.#options;
    const known = this.#version;
    // Another look may have brought it meanwhile.
    if (known !== undefined && (await inTime(reader.version(), DEADLINE_MS)) === this.#version) return;
    const rows = await inTime(reader.read(), DEADLINE_MS);
    await this.#adopt(rows, known);
    // Also by an isolate that begins: the one that wrote may have ended before it could.
    if (rows.version > 0) defer(keep(rows).catch(() => {}));
  }

  async #recall(): Promise<void> {
    if (this.#version !== undefined) return;
    try {
      const rows = await inTime(this.#options.recall(), DEADLINE_MS);
      if (rows !== undefined) await this.#adopt(rows, undefined);
    } catch (error) {
      console.error("what was kept of it could not be read either", error);
    }
  }

  /** `known` is the version when the rows were asked for. */
  async #adopt(rows: LiveRows, known: number | undefined): Promise<void> {
    if (this.#isOutdone(rows, known)) return;
    // Before the first write there is nothing to build.
    const edition = rows.version === 0 ? this.#options.first : await this.#options.build(rows);
    if (this.#isOutdone(rows, known)) return;
    this.#version = rows.version;
    this.#edition = edition;
  }

  /**
   * Two looks at once: the later rows stay, whichever ends first. Without another look, what the database says counts, also
   * when it was restored to a state of before.
   */
  #isOutdone(rows: LiveRows, known: number | undefined): boolean {
    return this.#version !== undefined && this.#version !== known && rows.version <= this.#version;
  }
}
