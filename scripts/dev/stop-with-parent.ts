import { readFileSync } from "node:fs";
import process from "node:process";

const CHECK_MS = 500;

/**
 * Calls `stop` when the npm that started this process is gone, however it went: npm passes signals on, but only those
 * that it lives to see. A process that was started directly may outlive its parent, as jobs in the background do.
 */
export function stopWithParent(stop: () => void): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const started = describeParents();
  setInterval(() => {
    if (describeParents() !== started) stop();
  }, CHECK_MS).unref();
}

/** The parent; and where that is a shell that npm put in between, and the system tells, the parent of the shell. */
function describeParents(): string {
  const parent = process.ppid;
  try {
    const [, name = "", grandparent = ""] = /\((.*)\) . (\d+)/.exec(readFileSync(`/proc/${parent}/stat`, "utf8")) ?? [];
    return name.endsWith("sh") ? `${parent} ${grandparent}` : String(parent);
  } catch {
    return String(parent);
  }
}
