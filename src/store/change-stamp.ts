/** What a change writes beside the fields it is about. */
export interface ChangeStamp {
  readonly updatedAtMs: number;
  readonly updatedBy: string;
}
