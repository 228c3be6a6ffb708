import type { JsonObject } from "../core/json.ts";
import type { Finding, Probed } from "../store/health-store.ts";
import { hideInAddress } from "./hide-secrets.ts";
import type { ProbeTarget } from "./probe-target.ts";

const notYet: Finding = { verdict: "unprobed", reason: "It was not probed yet: the next scheduled run does it." };
const leftOut: Finding = { verdict: "unprobed", reason: "The configuration leaves it out of scheduled probes." };

/**
 * Findings in the shape of LiteLLM's `/health`, of these targets alone. Beside LiteLLM's lists stands a third one, of
 * deployments about which nothing is known.
 */
export function describeHealth(
  targets: readonly ProbeTarget[],
  probes: readonly Probed[],
  hasDetails: boolean,
): JsonObject {
  const known = new Map(probes.map(({ deployment, finding }) => [deployment, finding]));
  const lists: { readonly [V in Finding["verdict"]]: JsonObject[] } = { healthy: [], unhealthy: [], unprobed: [] };
  for (const target of targets) {
    const finding = known.get(target.deployment.id) ?? (target.options.isLeftOut === true ? leftOut : notYet);
    lists[finding.verdict].push({ ...nameTarget(target), ...(hasDetails && detail(target, finding)) });
  }
  return {
    healthy_endpoints: lists.healthy,
    unhealthy_endpoints: lists.unhealthy,
    unprobed_endpoints: lists.unprobed,
    healthy_count: lists.healthy.length,
    unhealthy_count: lists.unhealthy.length,
    unprobed_count: lists.unprobed.length,
  };
}

const nameTarget = ({ deployment: { id, modelName, provider, model } }: ProbeTarget): JsonObject => ({
  model: `${provider}/${model}`,
  model_name: modelName,
  model_id: id,
});

function detail({ deployment: { baseUrl }, probe }: ProbeTarget, finding: Finding): JsonObject {
  return {
    api_base: baseUrl === undefined ? undefined : hideInAddress(baseUrl),
    mode: typeof probe === "string" ? undefined : probe.operation,
    ...tell(finding),
  };
}

function tell(finding: Finding): JsonObject {
  switch (finding.verdict) {
    case "healthy":
      return { latency_ms: finding.latencyMs };
    case "unhealthy":
      return { latency_ms: finding.latencyMs, status_code: finding.status, error: finding.error };
    case "unprobed":
      return { reason: finding.reason };
  }
}
