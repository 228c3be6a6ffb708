import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { readMigrations } from "./test/support/read-migrations.ts";

/** Suites that start processes of their own run one file at a time: two cores serve one gateway well. */
const withProcesses = {
  environment: "node",
  testTimeout: 60_000,
  hookTimeout: 60_000,
  fileParallelism: false,
} as const;

export default defineConfig({
  test: {
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
              durableObjects: {
                COUNTERS: { className: "Counters", useSQLite: true },
                BRIEF_COUNTERS: { className: "BriefCounters", useSQLite: true },
                SIGNALS: { className: "Signals", useSQLite: true },
              },
              bindings: { MIGRATIONS: readMigrations(), OPERATIONS: process.env["OPERATIONS"] ?? "10000" },
            },
          }),
        ],
        test: { name: "workerd", include: ["test/contracts/**/*.test.ts"], testTimeout: 60_000 },
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
        test: { name: "recordings", include: ["test/recordings/**/*.test.ts"], ...withProcesses, testTimeout: 600_000 },
      },
    ],
  },
});
