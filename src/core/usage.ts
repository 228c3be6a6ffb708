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
  /** The parts of `cacheReadTokens` that are sound and pictures. */
  readonly cacheReadAudioTokens?: number;
  readonly cacheReadImageTokens?: number;
  readonly imageInputTokens?: number;
  readonly imageOutputTokens?: number;
  /** Pictures that were drawn. */
  readonly images?: number;
  /** Cohere's unit of a rerank: a query with up to a hundred documents. Counted by the gateway where it is not told. */
  readonly searchUnits?: number;
  /** Searches of the web that a chat's provider ran, as it bills them. Charged beside the tokens. */
  readonly searches?: number;
  /** Characters that were spoken. */
  readonly characters?: number;
  /** Sound that was listened to or made, or film that was made. */
  readonly mediaMs?: number;
  /** What that film is like, where it is not the usual: its seconds may have another price. */
  readonly film?: FilmGrade;
  /** Pages that were read. */
  readonly pages?: number;
  /** Those of them that were annotated. */
  readonly annotatedPages?: number;
  /** Texts that were sent into a session of sound. */
  readonly messages?: number;
  /** Where each request has a price of its own, whatever it asks for. */
  readonly requests?: number;
  /** The tokens were counted by the gateway because the provider never said. */
  readonly estimated?: true;
}

/** The usual film is of 720 lines and has sound. */
export const FILM_GRADES = ["360p", "1080p", "4k", "silent", "silent 1080p", "silent 4k"] as const;
export type FilmGrade = (typeof FILM_GRADES)[number];

/** What a call is charged by beside its tokens, or in place of them. */
export type Units = Pick<
  Usage,
  | "images"
  | "searchUnits"
  | "searches"
  | "characters"
  | "mediaMs"
  | "pages"
  | "annotatedPages"
  | "messages"
  | "requests"
>;

export const noUsage: Usage = { inputTokens: 0, outputTokens: 0 };
