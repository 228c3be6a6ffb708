/**
 * `node test/spend-scale/run.ts [rounds]`: fills a local D1 with 100,000 keys and 1,000,000 events of a month, and tells of each
 * question to management how long it takes and how many rows it reads. The aim is 100 ms at p95; exits with 1 where one
 * that has this aim misses it.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import type { JsonObject } from "../../src/core/json.ts";
import { DAYS, EVENTS, fill, FIRST_DAY_MS, KEYS } from "./fill.ts";
import type { Question } from "./worker.ts";

const AIM_MS = 100;
const rounds = Number(process.argv[2] ?? "20");
const NOW_MS = FIRST_DAY_MS + (DAYS - 1) * 86_400_000;
const MONTH = { start_date: "2026-01-01", end_date: "2026-01-30" };
const key = (1).toString(16).padStart(64, "0");

/** `scans`: it reads the row of every key and day, or of every event, and has no aim. */
const QUESTIONS: readonly (readonly [name: string, route: string, input: JsonObject, scans?: true])[] = [
  ["key list, first page", "GET /key/list", { size: "100", return_full_object: "true" }],
  ["key list, page 900", "GET /key/list", { size: "100", page: "900", return_full_object: "true" }],
  ["key list, of a team", "GET /key/list", { size: "100", team_id: "team 7" }],
  ["key info", "GET /key/info", { key }],
  ["logs, first page", "GET /spend/logs/v2", { ...MONTH, page_size: "100" }],
  ["logs, page 9,000", "GET /spend/logs/v2", { ...MONTH, page_size: "100", page: "9000" }],
  ["logs, of a key", "GET /spend/logs/v2", { ...MONTH, page_size: "100", api_key: key }],
  ["logs, of a user", "GET /spend/logs/v2", { ...MONTH, page_size: "100", user_id: "user 7" }],
  ["logs, of a team, page 50", "GET /spend/logs/v2", { ...MONTH, page_size: "100", team_id: "team 7", page: "50" }],
  ["logs, failures", "GET /spend/logs/v2", { ...MONTH, page_size: "100", status_filter: "failure" }],
  ["report by team", "GET /global/spend/report", MONTH],
  ["report of a user", "GET /global/spend/report", { ...MONTH, internal_user_id: "user 7" }],
  ["activity of a user", "GET /user/daily/activity", { ...MONTH, user_id: "user 7", page_size: "1000" }],
  ["activity of a team", "GET /team/daily/activity", { ...MONTH, team_ids: "team 7", page_size: "100" }],
  ["spend of teams", "GET /global/spend/teams", {}],
  ["spend of models", "GET /global/spend/models", {}],
  ["spend of providers", "GET /global/spend/provider", MONTH],
  ["requests by day", "GET /global/activity", MONTH],
  ["whole activity", "GET /user/daily/activity/aggregated", MONTH],
  ["activity of everybody", "GET /user/daily/activity", { ...MONTH, page_size: "100" }, true],
  ["dearest keys", "GET /global/spend/keys", { limit: "10" }],
  ["dearest keys of a month", "GET /global/spend/keys", { ...MONTH, limit: "10" }, true],
  ["unpriced requests", "GET /spend/unpriced", MONTH],
  ["spend of all", "GET /global/spend", MONTH],
  ["tag names", "GET /global/spend/all_tag_names", {}],
  ["customers", "GET /global/all_end_users", {}],
  ["users of tags by day", "GET /tag/dau", {}, true],
  ["users of tags by month", "GET /tag/mau", {}, true],
  ["cache hits", "GET /global/activity/cache_hits", { start_date: "2026-01-30", end_date: "2026-01-30" }, true],
  ["429 of a model", "GET /global/activity/exceptions", { ...MONTH, model_group: "model 1" }, true],
  ["logs, sorted by cost", "GET /spend/logs/v2", { ...MONTH, page_size: "100", sort_by: "spend" }, true],
  ["logs, of a customer", "GET /spend/logs/v2", { ...MONTH, page_size: "100", end_user: "customer 7" }, true],
];

/** The questions are answered in workerd, as they would be at work. */
const { outputFiles } = await build({
  entryPoints: [new URL("worker.ts", import.meta.url).pathname],
  bundle: true,
  format: "esm",
  write: false,
  external: ["node:*", "cloudflare:*"],
  logLevel: "error",
});
const script = outputFiles[0]?.text ?? "";
const folder = await mkdtemp(join(tmpdir(), "tollgate-spend-"));
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: true,
    script,
    compatibilityDate: "2026-11-01",
    compatibilityFlags: ["nodejs_compat"],
    d1Databases: ["DB"],
    resourcePersistencePath: folder,
    cf: false,
    telemetry: { enabled: false },
  }),
);
try {
  const database = await miniflare.getD1Database("DB");
  const begun = performance.now();
  await fill(database, (done) => process.stdout.write(`\r${done} of ${EVENTS} events `));
  console.log(`and ${KEYS} keys in ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
  const missed: string[] = [];
  console.log("question                     p50 ms  p95 ms  rows read");
  for (const [name, route, input, scans] of QUESTIONS) {
    const question = { route, input, nowMs: NOW_MS };
    const { p50, p95 } = await time(question, scans === true ? 3 : rounds);
    const rows = await ask("/rows", question);
    const figures = [p50.toFixed(1).padStart(7), p95.toFixed(1).padStart(8), rows.padStart(11)];
    console.log(`${name.padEnd(28)}${figures.join("")}${scans === true ? "  (scans)" : ""}`);
    if (scans === undefined && p95 > AIM_MS) missed.push(name);
  }
  if (missed.length > 0) console.log(`above ${AIM_MS} ms: ${missed.join(", ")}`);
  process.exitCode = missed.length > 0 ? 1 : 0;
} finally {
  await miniflare.dispose();
  await rm(folder, { recursive: true, force: true });
}

async function time(question: Question, times: number) {
  await ask("/", question);
  const took: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const from = performance.now();
    await ask("/", question);
    took.push(performance.now() - from);
  }
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

async function ask(path: "/" | "/rows", question: Question): Promise<string> {
  const response = await miniflare.dispatchFetch(`http://127.0.0.1${path}`, {
    method: "POST",
    body: JSON.stringify(question),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${question.route} answered ${response.status}: ${text.slice(0, 500)}`);
  return text;
}
