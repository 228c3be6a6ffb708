import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { addressOf, folderWith, start, startDev, type Started } from "./dev-process.ts";

const WITHIN_MS = 10_000;

async function waitUntilGone(started: Started): Promise<readonly string[]> {
  const deadline = Date.now() + WITHIN_MS;
  while (started.leftovers().length > 0 && Date.now() < deadline) await sleep(100);
  return started.leftovers();
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s ends it with 0 and leaves no process behind",
  async (signal) => {
    const started = startDev(["--model", "demo/echo"], { cwd: folderWith({}) });
    await addressOf(started);
    expect(started.leftovers().join("\n")).toContain("workerd");
    started.child.kill(signal);
    expect(await started.code()).toBe(0);
    expect(await waitUntilGone(started)).toEqual([]);
  },
);

test.each([100, 400, 700, 1000])("Ctrl-C %i ms after the start leaves no process behind", async (ms) => {
  const started = startDev(["--model", "demo/echo"], { cwd: folderWith({}) });
  await sleep(ms);
  process.kill(-(started.child.pid ?? 0), "SIGINT");
  expect(await waitUntilGone(started)).toEqual([]);
});

/** `npm run dev`, on any port, in a folder of its own: npm, perhaps a shell, and the command. */
async function startThroughNpm(): Promise<Started> {
  const flags = ["--port", "0", "--state", folderWith({}), "--model", "demo/echo"];
  const started = start("npm", ["run", "--silent", "dev", "--", ...flags], { cwd: process.cwd() });
  await addressOf(started);
  return started;
}

const firstChildOf = (pid: number | undefined): number =>
  Number(
    execFileSync("ps", ["-o", "pid=", "--ppid", String(pid)])
      .toString()
      .trim(),
  );

test.each([
  ["Ctrl-C in the terminal", (started: Started) => process.kill(-(started.child.pid ?? 0), "SIGINT")],
  ["ending npm", (started: Started) => started.child.kill("SIGTERM")],
  ["killing npm", (started: Started) => started.child.kill("SIGKILL")],
  ["ending what npm started", (started: Started) => process.kill(firstChildOf(started.child.pid), "SIGTERM")],
])("through npm, %s leaves no process behind", async (_name, end) => {
  const started = await startThroughNpm();
  end(started);
  expect(await waitUntilGone(started)).toEqual([]);
});
