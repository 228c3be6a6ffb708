import type { Sample } from "./measure.ts";
import type { StuckResult } from "./stuck-reader.ts";
import { STUCK_AIM_MB, SUITES, SYSTEMS, type Suite, type SystemId } from "./suites.ts";

/** One line of the table: a system against the bare worker of the same round. */
export interface Row {
  readonly title: string;
  readonly system: SystemId;
  /** Undisturbed rounds. Only these count, unless there was none. */
  readonly rounds: number;
  /** How often the bare worker's CPU, or for a first byte how many milliseconds more than its. */
  readonly versusBare: Spread;
  /** Microseconds. Only good for a comparison with others of the same run. */
  readonly absolute: Spread;
  readonly unit: "times" | "ms" | "MB";
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
  const compared = SYSTEMS.filter((system) => system !== "bare");
  const measured = SUITES.flatMap((suite) => compared.flatMap((system) => rowOf(suite, system, samples)));
  return [...measured, ...stuck.filter(({ system }) => system !== "bare").map(stuckRow)];
}

function rowOf(suite: Suite, system: SystemId, samples: readonly Sample[]): Row[] {
  const of = (id: SystemId): Sample[] => samples.filter((sample) => sample.suite === suite.id && sample.system === id);
  const bare = new Map(of("bare").map((sample) => [sample.round, sample]));
  const pairs = of(system).flatMap((own) => {
    const other = bare.get(own.round);
    return other === undefined
      ? []
      : [{ us: own.perUnit, bareUs: other.perUnit, isNoisy: own.isNoisy || other.isNoisy }];
  });
  if (pairs.length === 0) return [];
  const quiet = pairs.filter(({ isNoisy }) => !isNoisy);
  const used = quiet.length === 0 ? pairs : quiet;
  const isDelay = suite.per === "first byte";
  return [
    {
      title: isDelay ? suite.title : `${suite.title}, CPU per ${suite.per}`,
      system,
      rounds: quiet.length,
      versusBare: spreadOf(used.map(({ us, bareUs }) => (isDelay ? (us - bareUs) / 1e3 : us / bareUs))),
      absolute: spreadOf(used.map(({ us }) => us)),
      unit: isDelay ? "ms" : "times",
      aim: system === "tollgate" ? suite.aim : undefined,
    },
  ];
}

function stuckRow({ system, mbPerStream }: StuckResult): Row {
  const spread = spreadOf([mbPerStream]);
  return {
    title: "a reader that stops reading, memory per stream",
    system,
    rounds: 1,
    versusBare: spread,
    absolute: spread,
    unit: "MB",
    aim: STUCK_AIM_MB,
  };
}

/** A Markdown table. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ title, system, rounds, versusBare, absolute, unit, aim }) => {
    const { median, low, high } = versusBare;
    const range = unit === "MB" ? "" : `${withUnit(low, unit)} to ${withUnit(high, unit)}`;
    const note = unit === "MB" ? "" : `${absolute.median.toFixed(absolute.median < 100 ? 1 : 0)} µs`;
    return [
      title,
      system,
      String(rounds),
      withUnit(median, unit),
      range,
      aim === undefined ? "" : `≤ ${withUnit(aim, unit)}`,
      note,
    ];
  });
  const head = ["What", "Who", "Quiet rounds", "Median against bare", "Range of the rounds", "Aim", "Median here"];
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const withUnit = (value: number, unit: Row["unit"]): string =>
  unit === "times" ? `× ${value.toFixed(2)}` : `${value.toFixed(2)} ${unit}`;

/** A sentence when other processes had too much of the machine, so that nobody quotes the figures. */
export function noiseWarning(samples: readonly Sample[]): string | undefined {
  const noisy = samples.filter(({ isNoisy }) => isNoisy);
  if (noisy.length === 0) return undefined;
  const worst = Math.max(...noisy.map((sample) => sample.foreignShare));
  return `NOISY: in ${noisy.length} of ${samples.length} measurements other processes used up to ${(worst * 100).toFixed(0)} % of a core.`;
}
