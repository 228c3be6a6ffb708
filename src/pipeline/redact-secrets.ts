import type { Deployment } from "../core/deployment.ts";
import { PROVIDER_SETTINGS, providerSettings } from "../core/provider-settings.ts";

const KEY_SHAPES = [
  /\b(?:sk|pk|rk|gsk|xai|fw|hf|pplx|nvapi|AIza)[-_][A-Za-z0-9_\-.*]{6,}/g,
  /\bBearer\s+[A-Za-z0-9_\-.~+/=]{6,}/gi,
  /\b[A-Fa-f0-9]{32,}\b/g,
] as const;

/** Headers of a configuration that may be credentials. */
const SECRET_HEADER = /auth|key|token|secret|cookie/i;

const MASK = "[redacted]";

type Secretive = Pick<Deployment, "credential" | "settings"> & Partial<Pick<Deployment, "headers">>;

/** Providers quote credentials back in their errors. What a client reads has neither ours nor anything shaped like one. */
export function redactSecrets(text: string, deployment: Secretive): string {
  let redacted = text;
  for (const secret of secretsOf(deployment)) redacted = redacted.replaceAll(secret, MASK);
  for (const shape of KEY_SHAPES) redacted = redacted.replace(shape, MASK);
  return redacted;
}

const secretsOf = ({ credential, settings, headers = {} }: Secretive): readonly string[] => [
  ...[credential, ...providerSettings.map((name) => (PROVIDER_SETTINGS[name].isSecret ? settings[name] : undefined))]
    .filter((secret) => secret !== undefined)
    .filter((secret) => secret !== ""),
  // With its scheme before it, or without.
  ...Object.entries(headers)
    .filter(([name]) => SECRET_HEADER.test(name))
    .map(([, value]) => value.replace(/^\w+\s+/, ""))
    .filter((secret) => secret !== ""),
];
