import type { Adapter, SoundServices } from "../../src/adapters/adapter.ts";
import type { RetiredRow } from "../../src/adapters/retired-table.ts";
import { CHECKS, type CheckName, type LiveRuns } from "../live/live-runs.ts";

/** The columns, in their order; `tools` is a part of chats that has none. */
export const COLUMNS = ["chat", "stream", "embedding", "image", "rerank"] as const satisfies readonly CheckName[];
/** What nobody checks live, and nobody recorded. */
export const SOUND_COLUMNS = ["speech", "transcription"] as const satisfies readonly (keyof SoundServices)[];
type Column = (typeof COLUMNS)[number];
type SoundColumn = (typeof SOUND_COLUMNS)[number];

/** Provider → what recorded answers of the real service were played for. */
export type RecordedRuns = Readonly<Record<string, readonly string[]>>;

interface ProviderRow {
  readonly id: string;
  readonly cells: Readonly<Record<Column | SoundColumn, string>>;
  readonly variables: readonly string[];
}

export interface ProviderTable {
  readonly rows: readonly ProviderRow[];
  readonly retired: readonly { readonly id: string; readonly advice: string }[];
}

export function describeProviders(
  adapters: readonly Adapter[],
  retired: ReadonlyMap<string, RetiredRow>,
  runs: LiveRuns,
  recorded: RecordedRuns,
): ProviderTable {
  const byId = adapters.toSorted((a, b) => a.id.localeCompare(b.id));
  return {
    rows: byId
      .filter(({ id }) => !retired.has(id))
      .map((adapter) => describe(adapter, runs[adapter.id] ?? {}, recorded[adapter.id] ?? [])),
    retired: byId.flatMap(({ id }) => {
      const row = retired.get(id);
      return row === undefined ? [] : [{ id, advice: row.advice }];
    }),
  };
}

function describe(adapter: Adapter, run: LiveRuns[string], recorded: RecordedRuns[string] = []): ProviderRow {
  const cell = (column: Column): string => {
    if (adapter.serves[CHECKS[column]] === undefined) return "not offered";
    // Nobody's recordings: it is part of the gateway.
    if (adapter.answer !== undefined) return "built in";
    const day = run?.[column];
    if (day !== undefined) return `verified live on ${day}`;
    return recorded.includes(column) ? "verified on recordings" : "verified by the suite";
  };
  const sound = (column: SoundColumn): string =>
    adapter.sound?.[column] !== undefined
      ? "verified by the suite"
      : adapter.forwards?.[column] === undefined
        ? "not offered"
        : "passed on";
  const { id, keyVariables, baseVariables, versionVariables = [], settings = {} } = adapter;
  return {
    id,
    cells: {
      chat: cell("chat"),
      stream: cell("stream"),
      embedding: cell("embedding"),
      image: cell("image"),
      rerank: cell("rerank"),
      speech: sound("speech"),
      transcription: sound("transcription"),
    },
    variables: [
      ...new Set([...keyVariables, ...baseVariables, ...versionVariables, ...Object.values(settings).flat()]),
    ],
  };
}
