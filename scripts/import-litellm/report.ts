/** What is wrong with a row of the dump. Never says a value: keys and customers are nobody's business in a log. */
export interface Problem {
  readonly table: string;
  /** Of the row, from 1 on. */
  readonly number: number;
  readonly column?: string;
  readonly message: string;
}

const PROBLEMS_SHOWN = 50;

/** Each with the line above its counts. */
const COUNTS = {
  imported: "Rows to import",
  carried: "Spent in a period that is running, and carried into it",
  left: "Left out",
  refused: "Not imported",
  dropped: "Columns that are not imported, by rows that have a value there",
  warned: "Warnings",
} as const;

export class Report {
  readonly #counts = new Map<keyof typeof COUNTS, Map<string, number>>();
  readonly #problems: Problem[] = [];
  #problemCount = 0;

  /** Adds a row to what is told together, under this text. */
  count(kind: keyof typeof COUNTS, text: string): void {
    const counts = this.#counts.get(kind) ?? new Map<string, number>();
    counts.set(text, (counts.get(text) ?? 0) + 1);
    this.#counts.set(kind, counts);
  }

  addProblem(problem: Problem): void {
    this.#problemCount += 1;
    if (this.#problems.length < PROBLEMS_SHOWN) this.#problems.push(problem);
  }

  get hasProblems(): boolean {
    return this.#problemCount > 0;
  }

  /** For the terminal. */
  summary(): string {
    const parts = Object.entries(COUNTS).flatMap(([kind, title]) => {
      const counts = [...(this.#counts.get(kind as keyof typeof COUNTS) ?? [])];
      return counts.length === 0
        ? []
        : [`${title}\n${counts.map(([text, count]) => `  ${count}  ${text}`).join("\n")}`];
    });
    return parts.length === 0 ? "The dump has no rows." : parts.join("\n\n");
  }

  /** A line for each problem, and how many more there are. */
  problems(): string {
    const lines = this.#problems.map(({ table, number, column, message }) =>
      [`${table}, row ${number}`, ...(column === undefined ? [] : [`column ${column}`])]
        .join(", ")
        .concat(`: ${message}`),
    );
    const more = this.#problemCount - this.#problems.length;
    return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
  }
}
