const KEY_SHAPES = [
  /\b(?:sk|pk|rk|gsk|xai|fw|hf|pplx|nvapi|AIza)[-_][A-Za-z0-9_\-.*]{6,}/g,
  /\bBearer\s+[A-Za-z0-9_\-.~+/=]{6,}/gi,
  /\b[A-Fa-f0-9]{32,}\b/g,
] as const;

const MASK = "[redacted]";

/** Providers quote credentials back in their errors. What a client reads has neither ours nor anything shaped like one. */
export function redactSecrets(text: string, credential: string | undefined): string {
  let redacted = credential === undefined || credential === "" ? text : text.replaceAll(credential, MASK);
  for (const shape of KEY_SHAPES) redacted = redacted.replace(shape, MASK);
  return redacted;
}
