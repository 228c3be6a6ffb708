import { checkLedger, readLedger } from "./ledger.ts";
import { isLimited, WARM_STREAM, type Suite } from "./suites.ts";
import type { System } from "./systems.ts";

/** On answers of a key with limits, and on no others. */
const LIMIT_HEADER = "x-ratelimit-api_key-limit-requests";

/** A fast wrong answer is worth nothing: every suite is asked once, and read in full, before anything is timed. */
export async function checkAnswers(suites: readonly Suite[], systems: readonly System[]): Promise<void> {
  for (const suite of suites) {
    for (const system of systems.filter(({ id }) => suite.systems.includes(id))) {
      const before = system.ledgerPort === undefined ? undefined : await readLedger(system.ledgerPort);
      const call = suite.call(system.id, WARM_STREAM);
      const response = await fetch(`http://127.0.0.1:${system.port}${call.path}`, {
        method: "POST",
        headers: system.headers,
        body: call.body,
      });
      const text = await response.text();
      const missing = [call.endsWith, ...call.has].filter((part) => !text.includes(part));
      const unwanted = call.lacks.filter((part) => text.includes(part));
      if (response.status !== 200 || missing.length > 0 || unwanted.length > 0) {
        const faults = `lacks [${missing.join("; ")}], should not have [${unwanted.join("; ")}]`;
        throw new Error(
          `${system.id} answers "${suite.id}" wrongly: status ${response.status}, ${faults}\n${text.slice(0, 600)}`,
        );
      }
      if (response.headers.has(LIMIT_HEADER) !== isLimited(system.id))
        throw new Error(`${system.id} ${isLimited(system.id) ? "does not hold its key to" : "knows of"} limits`);
      if (system.ledgerPort !== undefined && before !== undefined) await checkLedger(system.ledgerPort, before, 1);
    }
  }
}
