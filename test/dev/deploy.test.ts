import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "./dev-process.ts";

test("wrangler builds the worker from the sample configuration", () => {
  const folder = folderWith({});
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, WRANGLER_SEND_METRICS: "false", CI: "true" };
  const output = execFileSync("npx", ["wrangler", "deploy", "--dry-run", "--outdir", folder], {
    env,
    encoding: "utf8",
  });
  expect(output).toMatch(/env\.KEYS .*KV Namespace/);
  expect(output).toMatch(/env\.DB .*D1 Database/);
  expect(readFileSync(join(folder, "worker.js"), "utf8")).toContain("demo/*");
});

test("the dev command runs the worker as wrangler does", () => {
  const settingsOf = (text: string): string[] => [
    /\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? "",
    /\["nodejs_compat".*\]/.exec(text)?.[0] ?? "",
  ];
  const local = settingsOf(readFileSync("scripts/dev/local-worker.ts", "utf8"));
  expect(local).toEqual(settingsOf(readFileSync("wrangler.toml", "utf8")));
  expect(local[1]).toContain("enable_request_signal");
});
