import type { HeaderRecord } from "../adapter.ts";
import { pickBetas } from "../pick-betas.ts";

/**
 * Betas of Claude that Vertex AI knows: docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude, and
 * docs.anthropic.com on each.
 */
const KNOWN: ReadonlySet<string> = new Set([
  "compact-2026-01-12",
  "computer-use-2025-01-24",
  "computer-use-2025-11-24",
  "context-1m-2025-08-07",
  "context-management-2025-06-27",
  "interleaved-thinking-2025-05-14",
  "tool-search-tool-2025-10-19",
  "web-search-2025-03-05",
]);

export function forwardBetas(asked: Headers): HeaderRecord {
  const betas = pickBetas(asked, KNOWN);
  return betas.length === 0 ? {} : { "anthropic-beta": betas.join(",") };
}
