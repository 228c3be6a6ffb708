import type { JsonObject } from "../../src/core/json.ts";
import type { RecordedRequest } from "../support/upstream.ts";
import { signatureOf } from "./play-task.ts";
import type { ServiceId } from "./services.ts";
import { SOURCE, type Task } from "./tasks.ts";
import { searchWriterFor } from "./write-search.ts";

/** What the service should have been asked and was not, in words. */
export function listMissing(
  { steps, searches, sends, signedBy = [] }: Task,
  service: ServiceId,
  requests: readonly RecordedRequest[],
): readonly string[] {
  const texts = requests.map(({ body }) => body.toString());
  const signatures = signedBy.includes(service) ? steps.map((_, index) => JSON.stringify(signatureOf(index + 1))) : [];
  const has = (...words: readonly string[]): boolean =>
    texts.some((text) => words.every((word) => text.includes(word)));
  const isSearched = requests.some(({ json }) => searchWriterFor(json as JsonObject) !== undefined);
  return [
    ...(searches === undefined || isSearched ? [] : ["the service was not asked to search"]),
    ...(searches !== "aside" || has(SOURCE) ? [] : ["the program was not told where it was found"]),
    ...(sends === undefined || has(sends) ? [] : ["the picture did not arrive"]),
    ...(has(...signatures) ? [] : ["what the service signed did not all come back"]),
  ];
}
