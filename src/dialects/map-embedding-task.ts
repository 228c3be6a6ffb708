/** What vectors are for, by Google's words, which `EmbeddingRequest` has, in Cohere's. Source: docs.cohere.com/reference/embed. */
const INPUT_TYPES: ReadonlyMap<string | undefined, string> = new Map([
  ["RETRIEVAL_DOCUMENT", "search_document"],
  ["RETRIEVAL_QUERY", "search_query"],
  ["CLASSIFICATION", "classification"],
  ["CLUSTERING", "clustering"],
]);
const TASKS: ReadonlyMap<string | undefined, string> = new Map(
  [...INPUT_TYPES].flatMap(([task, inputType]) => (task === undefined ? [] : [[inputType, task] as const])),
);

/** Undefined for a task that Cohere does not know. */
export const toInputType = (task: string | undefined): string | undefined => INPUT_TYPES.get(task);

export const toTask = (inputType: string | undefined): string | undefined => TASKS.get(inputType);
