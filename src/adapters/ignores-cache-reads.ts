/**
 * Providers whose own limits on tokens leave out what was read from their cache:
 * - anthropic: platform.claude.com/docs/en/api/rate-limits, "cache-aware ITPM"
 * - bedrock: docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html; what is written to it counts
 * - groq: console.groq.com/docs/prompt-caching
 *
 * OpenAI counts cached tokens (platform.openai.com/docs/guides/prompt-caching); of the others nothing is published, so
 * theirs count.
 */
const IGNORING: ReadonlySet<string> = new Set(["anthropic", "bedrock", "groq"]);

export const ignoresCacheReads = (provider: string): boolean => IGNORING.has(provider);
