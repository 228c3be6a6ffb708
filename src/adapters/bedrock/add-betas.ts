import { textsOf, type JsonObject } from "../../core/json.ts";

/**
 * The betas that Bedrock's documents name: docs.aws.amazon.com/bedrock/latest/userguide, "Anthropic Claude Messages API" (request and
 * response, tool use, extended thinking, compaction).
 */
export const BEDROCK_BETAS: ReadonlySet<string> = new Set([
  "compact-2026-01-12",
  "computer-use-2024-10-22",
  "computer-use-2025-01-24",
  "computer-use-2025-11-24",
  "context-1m-2025-08-07",
  "context-management-2025-06-27",
  "dev-full-thinking-2025-05-14",
  "effort-2025-11-24",
  "fine-grained-tool-streaming-2025-05-14",
  "interleaved-thinking-2025-05-14",
  "output-128k-2025-02-19",
  "token-efficient-tools-2025-02-19",
  "tool-examples-2025-10-29",
  "tool-search-tool-2025-10-19",
]);

/** The fields of a Claude with betas that are asked for by header: Bedrock reads them in the body. */
export function addBetas(fields: JsonObject, asked: readonly string[]): JsonObject {
  const betas = new Set([...textsOf(fields["anthropic_beta"]), ...asked]);
  return betas.size === 0 ? fields : { ...fields, anthropic_beta: [...betas] };
}
