import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { applyMigrations } from "../../scripts/dev/apply-migrations.ts";
import { bundleWorker } from "../../scripts/dev/bundle-worker.ts";
import { loadConfig } from "../../scripts/dev/load-config.ts";
import { at, listAt } from "../support/at.ts";
import { deployment, MASTER_KEY, secretOf, variables } from "../support/providers.ts";
import { secretsIn } from "../support/secrets.ts";
import { startUpstream, type Upstream } from "../support/upstream.ts";
import { failure, wire } from "../support/wire.ts";

let upstream: Upstream;
let folder: string;
let worker: Miniflare;
let url: string;
beforeAll(async () => {
  upstream = await startUpstream({
    openai: wire("openai/chat.json"),
    groq: {
      ...failure("openai/error-401.json", 401),
      body: JSON.stringify({ error: { message: `Incorrect API key provided: ${secretOf("groq")}.` } }),
    },
    acme: wire("acme/chat.json"),
  });
  folder = await mkdtemp(join(tmpdir(), "tollgate-"));
  const source = join(folder, "config.yaml");
  const snapshot = join(folder, "config.json");
  const well = deployment(upstream, "openai", "well");
  const locked = deployment(upstream, "groq", "locked");
  const dear = {
    ...deployment(upstream, "openai", "dear", { api_base: `${upstream.base("acme")}/v1` }),
    model_info: { id: "deployment-dear", disable_background_health_check: true },
  };
  const general = { master_key: "os.environ/LITELLM_MASTER_KEY", background_health_checks: true };
  await writeFile(source, stringify({ model_list: [well, locked, dear], general_settings: general }));
  await writeFile(snapshot, JSON.stringify(loadConfig(source).config));
  worker = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: await bundleWorker(snapshot),
      compatibilityDate: "2026-11-01",
      compatibilityFlags: ["nodejs_compat", "enable_request_signal"],
      bindings: { ...variables },
      d1Databases: ["DB"],
      kvNamespaces: ["KEYS"],
      host: "127.0.0.1",
      port: 0,
      cf: false,
      telemetry: { enabled: false },
    }),
  );
  await applyMigrations(await worker.getD1Database("DB"));
  url = (await worker.ready).origin;
});
afterAll(async () => {
  await worker?.dispose();
  await upstream?.close();
  await rm(folder, { recursive: true, force: true });
});

async function health(path = "/health"): Promise<unknown> {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${MASTER_KEY}` } });
  expect(response.status).toBe(200);
  return await response.json();
}
/** As the cron trigger does, and waits for the end of the job. */
async function trigger(): Promise<void> {
  const fetcher = await worker.getWorker();
  expect(await fetcher.scheduled({ cron: "* * * * *" })).toMatchObject({ outcome: "ok" });
}
const calls = (): number[] => ["openai", "groq", "acme"].map((name) => upstream.requests(name).length);

describe("with background_health_checks", () => {
  it("whoever asks before the first run is told that nothing is known, and probes nothing", async () => {
    expect(await health()).toMatchObject({ healthy_count: 0, unhealthy_count: 0, unprobed_count: 3, checked_at: null });
    expect(calls()).toEqual([0, 0, 0]);
  });

  it("the cron trigger probes what is not left out, once in an interval, and everyone is told what it found", async () => {
    await trigger();
    await trigger();
    expect(calls()).toEqual([1, 1, 0]);
    const told = await health();
    expect(told).toMatchObject({
      healthy_endpoints: [{ model_name: "well" }],
      unhealthy_endpoints: [{ model_name: "locked", status_code: 401 }],
      unprobed_endpoints: [{ model_name: "dear" }],
      age_seconds: expect.any(Number),
    });
    expect(Date.parse(String(at(told, "checked_at")))).toBeLessThanOrEqual(Date.now());
    expect(secretsIn(JSON.stringify(told))).toEqual([]);
    expect(listAt(await health("/health/locked"), "unhealthy_endpoints")).toHaveLength(1);
    expect(calls()).toEqual([1, 1, 0]);
  });
});
