import { execFileSync } from "node:child_process";

/** Resident memory of a process and all that it started, in bytes. */
export function memoryOf(pid: number): number {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = new Set([pid]);
  // Children may be listed before their parents.
  for (let size = 0; size < family.size;) {
    size = family.size;
    for (const [child = 0, parent = 0] of rows) if (family.has(parent)) family.add(child);
  }
  return rows.reduce((sum, [id = 0, , kib = 0]) => sum + (family.has(id) ? kib * 1024 : 0), 0);
}
