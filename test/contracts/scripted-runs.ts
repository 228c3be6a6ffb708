import { parseObject, type JsonObject } from "../../src/core/json.ts";
import type { KeptJob, NumberedFrame, Refusal, RunEnd } from "../../src/store/background-runs.ts";
import { RunObject, type RunHandle } from "../../src/store/durable/run-object.ts";

export const REFUSED: Refusal = {
  code: "rate_limited",
  message: "Too many.",
  param: undefined,
  status: 429,
  retryAfterSeconds: 7,
  type: "rate_limit_error",
  headers: { "x-why": "a limit" },
};

/** What a run does, as the body of its job. */
export interface Script {
  readonly does: "answer" | "wait" | "refuse" | "refuse late" | "break";
  /** How often its answer cannot be kept. */
  readonly failures?: number;
  readonly words?: number;
}

const frames = (count: number): readonly NumberedFrame[] =>
  Array.from({ length: count }, (_, sequence) => ({ sequence, text: `data: ${sequence}\n\n` }));

/** Does what its job says, and remembers what it kept. */
export class ScriptedRuns extends RunObject {
  static readonly kept = new Map<string, JsonObject>();
  static readonly failures = new Map<string, number>();
  /** What keeping an answer waits for. */
  static readonly gates = new Map<string, Promise<void>>();
  static begun = 0;

  protected async run({ job, signal, letIn, isAwaited, told }: RunHandle): Promise<Refusal | undefined> {
    const { does, failures = 0, words = 3 } = parseObject(job.body) as unknown as Script;
    ScriptedRuns.begun += 1;
    ScriptedRuns.failures.set(job.row.id, failures);
    if (does === "refuse") return REFUSED;
    if (does === "refuse late") {
      while (isAwaited()) await new Promise((resolve) => setTimeout(resolve, 5));
      return REFUSED;
    }
    letIn();
    told(frames(words), { id: job.row.id, status: "in_progress" }, false);
    if (does === "break") throw new Error("a fault of the gateway");
    if (does === "wait") {
      const { promise, resolve } = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => resolve(), { once: true });
      await promise;
    }
    const end = { sequence: words, text: "data: end\n\n" };
    told([end], { id: job.row.id, status: does === "wait" ? "cancelled" : "completed" }, true);
    return undefined;
  }

  protected endOfLost({ row }: KeptJob): RunEnd {
    return { answer: { id: row.id, status: "failed" }, frames: [{ sequence: 0, text: "data: lost\n\n" }] };
  }

  protected async keep({ row }: KeptJob, answer: JsonObject): Promise<void> {
    await ScriptedRuns.gates.get(row.id);
    const left = ScriptedRuns.failures.get(row.id) ?? 0;
    ScriptedRuns.failures.set(row.id, left - 1);
    if (left > 0) throw new Error("the database is away");
    ScriptedRuns.kept.set(row.id, answer);
  }
}
