type Query = readonly (readonly [name: string, value: string])[];

/** The answer would go somewhere else, and nobody could tell what it came to. */
const ELSEWHERE = /^callback(?:_method)?$/;

/** Fields of Deepgram's own that a client says beside OpenAI's: they are in the query there. */
export const listOwnQuery = (extras: Query): { readonly query: Query; readonly refused: readonly string[] } => ({
  query: extras.filter(([name]) => name !== "model" && !ELSEWHERE.test(name)),
  refused: extras.map(([name]) => name).filter((name) => ELSEWHERE.test(name)),
});
