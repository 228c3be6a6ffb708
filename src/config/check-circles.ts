import type { JsonObject } from "../core/json.ts";
import type { Aliases } from "./check-names.ts";
import { findCircle } from "./find-circle.ts";
import { ANY, listFallbacks } from "./list-fallbacks.ts";
import type { Report } from "./problem.ts";

interface File {
  readonly value: JsonObject;
  readonly report: Report;
}

/** Tells once of each circle of fallbacks, at an entry of it. A table may be spread over the files. */
export function checkCircles(files: readonly File[], aliases: Aliases): void {
  const entries = files.flatMap(({ value, report }) =>
    listFallbacks(value)
      .filter(({ model, isRepeated }) => model !== ANY && !isRepeated)
      .map((entry) => ({ ...entry, report })),
  );
  const modelOf = (name: string): string => aliases.get(name) ?? name;
  for (const table of Map.groupBy(entries, (entry) => entry.table).values()) {
    // A later file's entry for a model stands in the place of an earlier one's.
    const latest = [...new Map(table.map((entry) => [entry.model, entry])).values()];
    const byModel = Map.groupBy(latest, ({ model }) => modelOf(model));
    const following = (name: string): string[] =>
      (byModel.get(name) ?? []).flatMap(({ standIns }) =>
        standIns.flatMap(({ model }) => (model === undefined ? [] : modelOf(model))),
      );
    const told = new Set<string>();
    for (const { model, path, report } of latest) {
      const circle = findCircle(modelOf(model), following);
      if (circle === undefined || circle.every((name) => told.has(name))) continue;
      for (const name of circle) told.add(name);
      report.error(path, `these fallbacks go round in a circle: ${circle.join(" → ")}`);
    }
  }
}
