import type { Sample } from "./measure.ts";
import type { StuckResult } from "./stuck-reader.ts";
import { STUCK_AIM_MB, SUITES, SYSTEMS, type Suite, type SystemId } from "./suites.ts";

/** One line of the table: a system against another one in the same round. */
export interface Row {
  readonly title: string;
  readonly system: SystemId;
  /** Undisturbed rounds. Only these count, unless there was none. */
  readonly rounds: number;
  readonly against: SystemId | undefined;
  /** How often the other's CPU; for "ms" and "µs", how much more than its. */
  readonly versus: Spread;
  /** Microseconds. Only good for a comparison with others of the same run. */
  readonly absolute: Spread;
  readonly unit: "times" | "ms" | "µs" | "MB";
  readonly aim: number | undefined;
}

interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
  return { median: (lower + upper) / 2, low: sorted[0] ?? NaN, high: sorted.at(-1) ?? NaN };
}

export function summarize(samples: readonly Sample[], stuck: readonly StuckResult[]): Row[] {
  const measured = SUITES.flatMap((suite) =>
    SYSTEMS.filter((system) => system !== suite.against).flatMap((system) => rowOf(suite, system, samples)),
  );
  return [...measured, ...stuck.filter(({ system }) => system !== "bare").map(stuckRow)];
}

/** Of microseconds. */
const COMPARE = {
  times: (own: number, other: number) => own / other,
  ms: (own: number, other: number) => (own - other) / 1e3,
  µs: (own: number, other: number) => own - other,
} as const;

function rowOf(suite: Suite, system: SystemId, samples: readonly Sample[]): Row[] {
  const of = (id: SystemId): Sample[] => samples.filter((sample) => sample.suite === suite.id && sample.system === id);
  const others = new Map(of(suite.against).map((sample) => [sample.round, sample]));
  const pairs = of(system).flatMap((own) => {
    const other = others.get(own.round);
    return other === undefined
      ? []
      : [{ us: own.perUnit, otherUs: other.perUnit, isNoisy: own.isNoisy || other.isNoisy }];
  });
  if (pairs.length === 0) return [];
  const quiet = pairs.filter(({ isNoisy }) => !isNoisy);
  const used = quiet.length === 0 ? pairs : quiet;
  const isDelay = suite.per === "first byte";
  const unit = isDelay ? "ms" : suite.against === "bare" ? "times" : "µs";
  return [
    {
      title: isDelay ? suite.title : `${suite.title}, CPU per ${suite.per}`,
      system,
      rounds: quiet.length,
      against: suite.against,
      versus: spreadOf(used.map(({ us, otherUs }) => COMPARE[unit](us, otherUs))),
      absolute: spreadOf(used.map(({ us }) => us)),
      unit,
      aim: suite.aims[system],
    },
  ];
}

function stuckRow({ system, mbPerStream }: StuckResult): Row {
  const spread = spreadOf([mbPerStream]);
  return {
    title: "a reader that stops reading, memory per stream",
    system,
    rounds: 1,
    against: undefined,
    versus: spread,
    absolute: spread,
    unit: "MB",
    aim: STUCK_AIM_MB,
  };
}

/** A Markdown table. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ title, system, rounds, against = "", versus, absolute, unit, aim }) => {
    const { median, low, high } = versus;
    const range = unit === "MB" ? "" : `${withUnit(low, unit)} to ${withUnit(high, unit)}`;
    const note = unit === "MB" ? "" : `${absolute.median.toFixed(absolute.median < 100 ? 1 : 0)} µs`;
    return [
      title,
      system,
      against,
      String(rounds),
      withUnit(median, unit),
      range,
      aim === undefined ? "" : `≤ ${withUnit(aim, unit)}`,
      note,
    ];
  });
  const head = ["What", "Who", "Against", "Quiet rounds", "Median", "Range of the rounds", "Aim", "Median here"];
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const withUnit = (value: number, unit: Row["unit"]): string =>
  unit === "times" ? `× ${value.toFixed(2)}` : `${value.toFixed(unit === "µs" ? 0 : 2)} ${unit}`;

/** A sentence when other processes had too much of the machine, so that nobody quotes the figures. */
export function noiseWarning(samples: readonly Sample[]): string | undefined {
  const noisy = samples.filter(({ isNoisy }) => isNoisy);
  if (noisy.length === 0) return undefined;
  const worst = Math.max(...noisy.map((sample) => sample.foreignShare));
  return `NOISY: in ${noisy.length} of ${samples.length} measurements other processes used up to ${(worst * 100).toFixed(0)} % of a core.`;
}
