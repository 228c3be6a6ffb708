import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { reportConformance } from "./test/conformance/report.ts";
import { readCorpus } from "./test/recordings/read-corpus.ts";
import { readMigrations } from "./test/support/read-migrations.ts";

/** Suites that start processes of their own run one file at a time: two cores serve one gateway well. */
const withProcesses = {
  environment: "node",
  testTimeout: 60_000,
  hookTimeout: 60_000,
  fileParallelism: false,
} as const;

const conformanceReport = process.env["CONFORMANCE_REPORT"];

export default defineConfig({
  test: {
    ...(conformanceReport && { reporters: ["default", reportConformance(conformanceReport)] }),
    projects: [
      { test: { name: "layers", include: ["test/layers.test.ts"], environment: "node" } },
      // Properties run thousands of cases, and a busy machine takes its time.
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], environment: "node", testTimeout: 60_000 } },
      {
        plugins: [
          cloudflareTest({
            // Has the classes of the durable objects.
            main: "test/contracts/object-worker.ts",
            miniflare: {
              compatibilityDate: "2026-11-01",
              compatibilityFlags: ["nodejs_compat", "enable_request_signal"],
              d1Databases: ["DB"],
              kvNamespaces: ["KEYS"],
              r2Buckets: ["FILES"],
              durableObjects: {
                COUNTERS: { className: "Counters", useSQLite: true },
                BRIEF_COUNTERS: { className: "BriefCounters", useSQLite: true },
                SIGNALS: { className: "Signals", useSQLite: true },
                RUNS: { className: "ScriptedRuns", useSQLite: true },
                BATCHES: { className: "ScriptedBatches", useSQLite: true },
              },
              bindings: { MIGRATIONS: readMigrations(), OPERATIONS: process.env["OPERATIONS"] ?? "10000" },
            },
          }),
        ],
        test: { name: "workerd", include: ["test/contracts/**/*.test.ts"], testTimeout: 60_000 },
      },
      {
        plugins: [
          cloudflareTest({
            miniflare: {
              compatibilityDate: "2026-11-01",
              compatibilityFlags: ["nodejs_compat", "enable_request_signal"],
            },
          }),
        ],
        test: {
          name: "conformance",
          // A provider of one's own has its test beside it.
          include: ["{test/conformance,src/custom,scripts/custom/templates}/**/*.test.ts"],
          testTimeout: 60_000,
          // No case keeps anything for another.
          isolate: false,
        },
      },
      { test: { name: "runtime", include: ["test/streams/**/*.test.ts", "test/dev/**/*.test.ts"], ...withProcesses } },
      { test: { name: "flows", include: ["test/flows/**/*.test.ts"], ...withProcesses } },
      { test: { name: "faults", include: ["test/faults/**/*.test.ts"], ...withProcesses, testTimeout: 120_000 } },
      {
        test: {
          name: "authorities",
          include: ["test/authorities/**/*.test.ts"],
          ...withProcesses,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: "recordings",
          include: ["test/recordings/recordings.test.ts"],
          ...withProcesses,
          testTimeout: 600_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            miniflare: {
              compatibilityDate: "2026-11-01",
              compatibilityFlags: ["nodejs_compat", "enable_request_signal"],
              bindings: { RECORDINGS: JSON.stringify(readCorpus(process.env["RECORDINGS"])) },
            },
          }),
        ],
        test: { name: "replay", include: ["test/recordings/replay/**/*.test.ts"], testTimeout: 600_000 },
      },
    ],
  },
});
