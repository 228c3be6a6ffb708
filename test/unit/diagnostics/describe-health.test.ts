import { describe, expect, test } from "vitest";
import { asId } from "../../../src/core/ids.ts";
import { describeHealth } from "../../../src/diagnostics/describe-health.ts";
import type { ProbeTarget } from "../../../src/diagnostics/probe-target.ts";
import type { Finding, Probed } from "../../../src/store/health-store.ts";
import { deploymentOf } from "../../support/deployments.ts";

const target = (id: string, more: Partial<ProbeTarget> = {}, baseUrl?: string): ProbeTarget => ({
  deployment: deploymentOf({ id: asId<"deployment">(id), modelName: "fast", baseUrl }),
  name: "fast",
  options: {},
  probe: { operation: "chat" },
  ...more,
});
const found = (id: string, finding: Finding): Probed => ({ deployment: asId<"deployment">(id), finding });
const named = (id: string) => ({ model: "openai/gpt-4o-mini", model_name: "fast", model_id: id });

const targets = [
  target("good", {}, "https://user:hidden-1@gateway.example:8443/v1?key=hidden-2#hidden-3"),
  target("bad"),
  target("odd", { probe: "There is no probe." }),
  target("new"),
  target("out", { options: { isLeftOut: true } }),
];
const probes = [
  found("good", { verdict: "healthy", latencyMs: 12 }),
  found("bad", { verdict: "unhealthy", latencyMs: 30, status: 401, error: "openai: no" }),
  found("odd", { verdict: "unprobed", reason: "There is no probe." }),
  found("gone", { verdict: "healthy", latencyMs: 1 }),
];

describe("what is told of findings", () => {
  const told = describeHealth(targets, probes, true);

  test("each deployment is in one list, those that are no more in none", () => {
    expect(told).toMatchObject({ healthy_count: 1, unhealthy_count: 1, unprobed_count: 3 });
    expect(told["healthy_endpoints"]).toEqual([
      { ...named("good"), api_base: "https://gateway.example:8443/v1", mode: "chat", latency_ms: 12 },
    ]);
    expect(told["unhealthy_endpoints"]).toEqual([
      { ...named("bad"), mode: "chat", latency_ms: 30, status_code: 401, error: "openai: no" },
    ]);
    expect(told["unprobed_endpoints"]).toMatchObject([
      { ...named("odd"), reason: "There is no probe." },
      { ...named("new"), reason: expect.stringContaining("not probed yet") },
      { ...named("out"), reason: expect.stringContaining("leaves it out") },
    ]);
  });

  test("holds no secret", () => {
    const text = JSON.stringify(told);
    expect(text).not.toContain("hidden");
    expect(text).not.toContain(targets[0]?.deployment.credential);
  });

  test("is only names where details are off", () => {
    const bare = describeHealth(targets, probes, false);
    expect(bare["healthy_endpoints"]).toEqual([named("good")]);
    expect(bare["unhealthy_endpoints"]).toEqual([named("bad")]);
    expect(bare["unprobed_endpoints"]).toEqual([named("odd"), named("new"), named("out")]);
  });

  test("an address that is none is left out", () => {
    expect(describeHealth([target("good", {}, "hidden")], probes, true)["healthy_endpoints"]).toEqual([
      { ...named("good"), mode: "chat", latency_ms: 12 },
    ]);
  });
});
