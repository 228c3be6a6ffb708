/** What the ledger knows a holder to have spent, for an authority that has never heard of its budget. */
export interface SpentReader {
  /**
   * Nano-dollars since an instant, or since ever; `holder` is as `HolderLimits` names it. A holder that the ledger
   * does not know has spent nothing. Throws `store_unavailable` when the ledger cannot be asked.
   */
  spentSince(holder: string, sinceMs: number | undefined): Promise<number>;
}
