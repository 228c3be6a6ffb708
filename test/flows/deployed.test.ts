import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleWorker } from "../../scripts/dev/bundle-worker.ts";
import { loadConfig } from "../../scripts/dev/load-config.ts";
import { at, textAt } from "../support/at.ts";

let folder: string;
let worker: Miniflare;
let url: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tollgate-"));
  const source = join(folder, "config.yaml");
  const snapshot = join(folder, "config.json");
  await writeFile(source, "model_list:\n  - model_name: demo\n    litellm_params: { model: demo/echo }\n");
  await writeFile(snapshot, JSON.stringify(loadConfig(source).config));
  worker = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: await bundleWorker(snapshot),
      compatibilityDate: "2026-11-01",
      compatibilityFlags: ["nodejs_compat", "enable_request_signal"],
      // As after a deployment that forgot its secrets; what the dev command sets is not there.
      bindings: {},
      d1Databases: ["DB"],
      kvNamespaces: ["KEYS"],
      host: "127.0.0.1",
      port: 0,
      cf: false,
      telemetry: { enabled: false },
    }),
  );
  url = (await worker.ready).origin;
});
afterAll(async () => {
  await worker?.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function ask(path: string, method: string, key?: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url + path, {
    method,
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    ...(method === "POST" && {
      body: JSON.stringify({ model: "demo", max_tokens: 9, messages: [{ role: "user", content: "Hi" }] }),
    }),
  });
  return { status: response.status, body: await response.json() };
}

describe("a deployed gateway that was given no master key", () => {
  it.each([
    ["POST", "/v1/chat/completions"],
    ["POST", "/v1/messages"],
    ["POST", "/v1/embeddings"],
    ["GET", "/v1/models"],
    ["POST", "/key/generate"],
    ["GET", "/key/info"],
    ["GET", "/spend/logs"],
  ])("serves nobody and says why: %s %s", async (method, path) => {
    for (const key of [undefined, "sk-anything", "undefined", ""]) {
      const { status, body } = await ask(path, method, key);
      expect(status).toBe(503);
      expect(textAt(body, "error", "message")).toContain("LITELLM_MASTER_KEY");
    }
  });

  it("is alive, but not ready", async () => {
    expect(await ask("/health/liveliness", "GET")).toEqual({ status: 200, body: "I'm alive!" });
    const { status, body } = await ask("/health/readiness", "GET");
    expect(status).toBe(503);
    expect(at(body, "error", "message")).toContain("master key");
  });
});
