/** How many tokens a chat would have the model read. Nobody is charged for the answer. */
export interface TokenCount {
  readonly inputTokens: number;
}
