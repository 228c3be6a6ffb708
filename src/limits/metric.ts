/** What a limit counts. */
export type Metric = "requests" | "tokens" | "parallel" | "cost";
