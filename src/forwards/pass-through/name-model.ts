import { segmentsOf } from "./read-path.ts";

/**
 * The model that a path names: `/models/{model}:{verb}` (Google), `/model/{model}/…` (Bedrock), `/deployments/{model}/…`
 * (Azure), and `/models/{model}` alone. Undefined where it names none, or more than one.
 */
export function nameModel(path: string): string | undefined {
  const segments = segmentsOf(path);
  const named = segments.flatMap((written, index) => {
    // Azure reads its paths in any case.
    const segment = written.toLowerCase();
    const behind = segments[index + 1];
    if (behind === undefined) return [];
    if (segment === "model" || segment === "deployments") return index + 2 < segments.length ? [behind] : [];
    return segment === "models" && index + 2 === segments.length ? [behind.replace(/^([^:]+):[A-Za-z]+$/, "$1")] : [];
  });
  return named.length === 1 ? named[0] : undefined;
}
