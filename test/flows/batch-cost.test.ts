import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
import { applyMigrations } from "../../scripts/dev/apply-migrations.ts";
import { bundleWorker } from "../../scripts/dev/bundle-worker.ts";
import { loadConfig } from "../../scripts/dev/load-config.ts";
import { at, listAt, textAt } from "../support/at.ts";
import { openaiClient } from "../support/clients.ts";
import { createKeeper } from "../support/keeper.ts";
import { configFor, deployment, MASTER_KEY, variables } from "../support/providers.ts";
import { startUpstream, type Upstream } from "../support/upstream.ts";

let upstream: Upstream;
let folder: string;
let worker: Miniflare;
let url: string;
beforeAll(async () => {
  upstream = await startUpstream();
  folder = await mkdtemp(join(tmpdir(), "tollgate-"));
  const source = join(folder, "config.yaml");
  const snapshot = join(folder, "config.json");
  const prices = { input_cost_per_token: 0.01, output_cost_per_token: 0.02 };
  const config = configFor(upstream, { models: [deployment(upstream, "openai", "priced", prices)] });
  await writeFile(source, stringify(config));
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
      durableObjects: {
        COUNTERS: { className: "Counters", useSQLite: true },
        SIGNALS: { className: "Signals", useSQLite: true },
      },
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

const ask = async (path: string, key = MASTER_KEY, body?: object): Promise<{ status: number; json: unknown }> => {
  const response = await fetch(url + path, {
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
};

it("the scheduled job charges a batch that is over, once, and its key's budget is then used up", async () => {
  const keeper = createKeeper("/v1");
  upstream.play("openai", keeper.route);
  const { json } = await ask("/key/generate", MASTER_KEY, { max_budget: 0.5 });
  const key = textAt(json, "key");
  const client = openaiClient({ url }, key);
  const form = { file: new File(["{}\n"], "rows.jsonl"), purpose: "batch" as const, model: "priced" };
  const file = await client.files.create(form);
  const batch = await client.batches.create({
    input_file_id: file.id,
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
  });
  const [, batchId = ""] = keeper.ids();
  const line = { response: { body: { model: "gpt-4o-mini", usage: { prompt_tokens: 100, completion_tokens: 10 } } } };
  keeper.kept.set("/files/file-output0000000001", { id: "file-output0000000001", object: "file" });
  keeper.contents.set("file-output0000000001", Buffer.from(`${JSON.stringify(line)}\n`));
  const over = {
    ...keeper.kept.get(`/batches/${batchId}`),
    status: "completed",
    output_file_id: "file-output0000000001",
  };
  keeper.kept.set(`/batches/${batchId}`, over);

  const { DB } = await worker.getBindings<{ DB: D1Database }>();
  const poll = async (): Promise<void> => {
    await DB.prepare("UPDATE managed_objects SET due_at_ms = 1 WHERE id = ?").bind(batch.id).run();
    const { outcome } = await (await worker.getWorker()).scheduled({ cron: "* * * * *" });
    expect(outcome).toBe("ok");
  };
  const events = async (): Promise<readonly unknown[]> => {
    const found = await ask(`/spend/logs?request_id=${batch.id}`);
    return Array.isArray(found.json) ? found.json : [];
  };
  await poll();
  await expect.poll(events, { timeout: 30_000 }).toHaveLength(1);
  await poll();
  expect(await events()).toMatchObject([{ spend: 0.6, prompt_tokens: 100, completion_tokens: 10 }]);
  await expect
    .poll(async () => at(await ask(`/key/info?key=${key}`), "json", "info", "spend"), { timeout: 30_000 })
    .toBe(0.6);
  await expect(client.files.retrieve(file.id)).resolves.toMatchObject({ id: file.id });
  await expect(
    client.chat.completions.create({ model: "priced", messages: [{ role: "user", content: "ahoy" }] }),
  ).rejects.toMatchObject({ status: 400, type: "budget_exceeded" });
  expect(listAt(await ask("/v1/batches", key), "json", "data")).toMatchObject([{ id: batch.id, status: "completed" }]);
});
