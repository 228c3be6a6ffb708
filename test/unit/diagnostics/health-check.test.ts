import { beforeEach, describe, expect, test } from "vitest";
import { adapters } from "../../../src/adapters/index.ts";
import type { HealthSettings } from "../../../src/config/gateway-config.ts";
import { DEFAULT_HEALTH } from "../../../src/config/parse-health.ts";
import type { Caller } from "../../../src/core/caller.ts";
import { asId } from "../../../src/core/ids.ts";
import type { HealthQuery } from "../../../src/diagnostics/health-check.ts";
import { createHealthCheck } from "../../../src/diagnostics/health-check.ts";
import type { ProbeOptions } from "../../../src/diagnostics/probe-target.ts";
import type { DeploymentTemplate } from "../../../src/router/model-index.ts";
import { indexModels } from "../../../src/router/model-index.ts";
import type { Finding, HealthReport, HealthStore } from "../../../src/store/health-store.ts";
import { at, listAt } from "../../support/at.ts";
import { deploymentOf } from "../../support/deployments.ts";

const template = (id: string, modelName: string, model: string): DeploymentTemplate => ({
  id,
  modelName,
  model,
  provider: "openai",
  build: (filled) => deploymentOf({ id: asId<"deployment">(id), modelName, model: filled }),
});
const templates = [
  template("a", "fast", "gpt-4o-mini"),
  template("b", "fast", "gpt-4.1-mini"),
  template("c", "big", "gpt-4o"),
  template("d", "openai/*", "*"),
];
const models = indexModels(templates, { quick: { model: "fast", hidden: false } });

const admin: Caller = { role: "admin", key: asId("master"), models: [], aliases: {} };
const keyOf = (...names: string[]): Caller => ({ role: "key", key: asId("k"), models: names, aliases: { my: "big" } });

const NOW_MS = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
let now = NOW_MS;
/** Who was probed for whom, as `id model for key`. */
let probed: string[];
let store: HealthStore & { report: HealthReport | undefined };

function memoryStore(): typeof store {
  let claimedAtMs = -Infinity;
  return {
    report: undefined,
    async claim(nowMs, pauseMs) {
      if (nowMs - claimedAtMs < pauseMs) return false;
      claimedAtMs = nowMs;
      return true;
    },
    async save(report) {
      this.report = report;
    },
    async load() {
      return this.report;
    },
  };
}

beforeEach(() => {
  now = NOW_MS;
  probed = [];
  store = memoryStore();
});

function open(settings: Partial<HealthSettings> = {}, options: Readonly<Record<string, ProbeOptions>> = {}) {
  const found = new Map(adapters);
  const check = createHealthCheck({
    models,
    accessGroups: new Map([["crew", new Set(["big"])]]),
    templates,
    adapterOf: (provider) => found.get(provider) ?? expect.fail(provider),
    modelsOf: () => ["gpt-4o", "gpt-4.1-nano"],
    optionsOf: (id) => options[id] ?? {},
    async probe({ deployment }, _timeoutMs, { caller }): Promise<Finding> {
      probed.push(`${deployment.id} ${deployment.model} for ${caller.key}`);
      return deployment.id === "b"
        ? { verdict: "unhealthy", latencyMs: 2, status: 401, error: "openai: no" }
        : { verdict: "healthy", latencyMs: 1 };
    },
    settings: { ...DEFAULT_HEALTH, ...settings },
    store,
  });
  const bounds = { now: () => now, defer: () => {} };
  return {
    tick: async () => await check.runWhenDue(bounds),
    report: async (caller: Caller, query: HealthQuery = {}) =>
      await check.report({ ...bounds, caller, clientGone: new AbortController().signal }, query),
  };
}

describe("the health of deployments, asked for", () => {
  test.each<[string, Caller, HealthQuery, string[]]>([
    ["the master key probes all", admin, {}, ["a", "b", "c", "d"]],
    ["a key probes what it may use", keyOf("big"), {}, ["c"]],
    ["also by an access group", keyOf("crew"), {}, ["c"]],
    ["and by a wildcard", keyOf("openai/*"), {}, ["d"]],
    ["one that may use nothing here probes nothing", keyOf("nobody"), {}, []],
    ["of one model", admin, { model: "fast" }, ["a", "b"]],
    ["of an alias", admin, { model: "quick" }, ["a", "b"]],
    ["of an alias of the key", keyOf("my", "big"), { model: "my" }, ["c"]],
    ["of a model behind a wildcard", admin, { model: "openai/gpt-4o" }, ["d"]],
    ["of one deployment", admin, { modelId: "b" }, ["b"]],
    ["of one deployment of a wildcard", admin, { modelId: "d" }, ["d"]],
  ])("%s", async (_, caller, query, ids) => {
    const told = await open().report(caller, query);
    expect(probed.map((line) => line.split(" ")[0])).toEqual(ids);
    expect(probed.every((line) => line.endsWith(` for ${caller.key}`))).toBe(true);
    const listed = [...listAt(told, "healthy_endpoints"), ...listAt(told, "unhealthy_endpoints")];
    expect(new Set(listed.map((entry) => at(entry, "model_id")))).toEqual(new Set(ids));
    expect(at(told, "unhealthy_count")).toBe(ids.includes("b") ? 1 : 0);
  });

  test("a wildcard is probed by the model that was asked for, else by its cheapest", async () => {
    await open().report(admin, { model: "openai/gpt-4o" });
    await open().report(admin, { modelId: "d" });
    expect(probed).toEqual(["d gpt-4o for master", "d gpt-4.1-nano for master"]);
  });

  test.each<[string, Caller, HealthQuery, string]>([
    ["a name nobody has", admin, { model: "nobody" }, "model_not_found"],
    ["a model the key may not use", keyOf("big"), { model: "fast" }, "key_model_denied"],
    ["a deployment nobody has", admin, { modelId: "z" }, "object_not_found"],
    ["a deployment of a model the key may not use", keyOf("big"), { modelId: "a" }, "object_not_found"],
  ])("%s is refused, and nothing is probed", async (_, caller, query, code) => {
    await expect(open().report(caller, query)).rejects.toMatchObject({ code });
    await expect(open({ inBackground: true }).report(caller, query)).rejects.toMatchObject({ code });
    expect(probed).toEqual([]);
  });

  test("no schedule probes anything", async () => {
    await open().tick();
    expect(probed).toEqual([]);
    expect(store.report).toBeUndefined();
  });
});

describe("the health of deployments, probed by schedule", () => {
  test("is told with its age, to each who may know, and whoever asks probes nothing", async () => {
    const { tick, report } = open({ inBackground: true });
    await tick();
    expect(probed).toHaveLength(4);
    expect(probed.every((line) => line.endsWith(" for health-check"))).toBe(true);
    now += 90_000;
    const all = await report(admin);
    expect(all).toMatchObject({ healthy_count: 3, unhealthy_count: 1, unprobed_count: 0 });
    expect(all).toMatchObject({ checked_at: "2026-01-01T00:00:00.000Z", age_seconds: 90 });
    expect(await report(keyOf("big"))).toMatchObject({ healthy_endpoints: [{ model_id: "c" }], unhealthy_count: 0 });
    expect(await report(admin, { model: "openai/gpt-4o" })).toMatchObject({
      healthy_endpoints: [{ model: "openai/gpt-4.1-nano", model_id: "d" }],
      healthy_count: 1,
    });
    expect(probed).toHaveLength(4);
  });

  test("is unknown before the first run", async () => {
    expect(await open({ inBackground: true }).report(admin)).toMatchObject({
      healthy_count: 0,
      unhealthy_count: 0,
      unprobed_count: 4,
      checked_at: null,
      age_seconds: null,
    });
    expect(probed).toEqual([]);
  });

  test.each([
    [300_000, [0, 5, 10]],
    [120_000, [0, 2, 4, 6, 8, 10]],
    [20_000, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ])("runs every %i ms, though the trigger is not punctual", async (intervalMs, minutes) => {
    const { tick } = open({ inBackground: true, intervalMs });
    const ran: number[] = [];
    for (let minute = 0; minute <= 10; minute++) {
      now = NOW_MS + minute * MINUTE_MS + (minute % 2 === 0 ? 4_000 : 0);
      probed = [];
      await tick();
      if (probed.length > 0) ran.push(minute);
    }
    expect(ran).toEqual(minutes);
  });

  test("leaves out whoever is to be left out, and says so", async () => {
    const { tick, report } = open({ inBackground: true }, { c: { isLeftOut: true } });
    await tick();
    expect(probed).toHaveLength(3);
    expect(await report(admin, { model: "big" })).toMatchObject({
      unprobed_endpoints: [{ model_id: "c", reason: expect.stringContaining("leaves it out") }],
    });
  });
});
