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
  /** Pictures that were drawn. */
  readonly images?: number;
  /** Cohere's unit of a rerank: a query with up to a hundred documents. Counted by the gateway where it is not told. */
  readonly searchUnits?: number;
  /** Characters that were spoken. */
  readonly characters?: number;
  /** Sound that was listened to or made, or film that was made. */
  readonly mediaMs?: number;
  /** Pages that were read. */
  readonly pages?: number;
  /** Where each request has a price of its own, whatever it asks for. */
  readonly requests?: number;
  /** The tokens were counted by the gateway because the provider never said. */
  readonly estimated?: true;
}

/** What a call is charged by beside its tokens, or in place of them. */
export type Units = Pick<Usage, "images" | "searchUnits" | "characters" | "mediaMs" | "pages" | "requests">;

export const noUsage: Usage = { inputTokens: 0, outputTokens: 0 };
