/** What the ledger knows a holder to have spent, for an authority that has never heard of its budget. */
export interface SpentReader {
  /**
   * Nano-dollars since an instant, or since ever; `holder` is as `nameHolder` writes it. A holder that the
   * ledger does not know has spent nothing. Costs the sums of days, and at most one day of single events. Throws
   * `store_unavailable` when the ledger cannot be asked, and a `TypeError` for a name that is none.
   */
  spentSince(holder: string, sinceMs: number | undefined): Promise<number>;
}
