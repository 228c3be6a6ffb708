/**
 * What a call consumed, in one form for every provider.
 * `inputTokens` includes cached tokens (read and written); `outputTokens` includes reasoning tokens.
 * Every number is a non-negative integer.
 */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  /** The part of `cacheWriteTokens` that is kept for an hour and priced apart (Anthropic). */
  readonly cacheWrite1hTokens?: number;
  readonly reasoningTokens?: number;
  readonly audioInputTokens?: number;
  readonly audioOutputTokens?: number;
  /** Counted by the gateway because the provider never said. */
  readonly estimated?: true;
}

export const noUsage: Usage = { inputTokens: 0, outputTokens: 0 };
