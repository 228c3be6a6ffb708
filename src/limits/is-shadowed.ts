import type { HolderKind } from "../core/holder-name.ts";
import type { Metric } from "./metric.ts";

/** A metric, all limits of a kind of holder, or the one of the other: these count, are reported and refuse nobody. */
export type ShadowEntry = Metric | HolderKind | `${HolderKind}/${Metric}`;

export const isShadowed = (shadow: ReadonlySet<ShadowEntry>, kind: HolderKind, metric: Metric): boolean =>
  shadow.has(metric) || shadow.has(kind) || shadow.has(`${kind}/${metric}`);
