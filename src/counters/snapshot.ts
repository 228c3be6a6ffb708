import { emptyState } from "./core-state.ts";
import type { Budget, CoreState, Ended, Reservation } from "./core-state.ts";
import { RollingWindow } from "./rolling-window.ts";

/** One fact of the state. */
type Line =
  | readonly ["window", string, readonly (readonly [number, number])[]]
  | readonly ["parallel", string, number]
  | readonly ["budget", string, Budget]
  | readonly ["epoch", string, number]
  | readonly ["live", string, Reservation]
  | readonly ["ended", string, Ended];

/**
 * The state as lines of JSON, so that nobody needs to hold all of it. Drops what counts no more from the state itself,
 * which no answer can tell.
 */
export function* packState(state: CoreState, nowMs: number): Generator<string> {
  for (const line of linesOf(state, nowMs)) yield JSON.stringify(line);
}

function* linesOf(state: CoreState, nowMs: number): Generator<Line> {
  for (const [counter, window] of state.windows) {
    window.used(nowMs);
    if (window.entries.length === 0) state.windows.delete(counter);
    else yield ["window", counter, window.entries];
  }
  for (const [counter, held] of state.parallel) {
    if (held === 0) state.parallel.delete(counter);
    else yield ["parallel", counter, held];
  }
  for (const [counter, budget] of state.budgets) yield ["budget", counter, budget];
  for (const [holder, epoch] of state.epochs) yield ["epoch", holder, epoch];
  for (const [id, reservation] of state.live) yield ["live", id, reservation];
  for (const [id, ended] of state.ended) yield ["ended", id, ended];
}

export function unpackState(lines: Iterable<string>): CoreState {
  const state = emptyState();
  for (const text of lines) addLine(state, JSON.parse(text) as Line);
  return state;
}

function addLine(state: CoreState, [table, name, value]: Line): void {
  switch (table) {
    case "window":
      state.windows.set(name, new RollingWindow(value));
      break;
    case "parallel":
      state.parallel.set(name, value);
      break;
    case "budget":
      state.budgets.set(name, { ...value, endsAtMs: value.endsAtMs });
      break;
    case "epoch":
      state.epochs.set(name, value);
      break;
    case "live":
      state.live.set(name, withPeriods(value));
      break;
    case "ended":
      state.ended.set(
        name,
        value.how === "settled" ? value : { ...value, reservation: withPeriods(value.reservation) },
      );
      break;
  }
}

/** JSON has no undefined in lists: it comes back as null. */
const withPeriods = (reservation: Reservation): Reservation => ({
  ...reservation,
  periods: reservation.periods.map((period) => period ?? undefined),
});
