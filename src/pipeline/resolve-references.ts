import type { Caller } from "../core/caller.ts";
import { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { textOf } from "../core/json.ts";
import { ownerOf, sightOf } from "../core/owner.ts";
import { keptIdOfItem } from "../core/response-id.ts";
import type { AnswerKeeper } from "../dialects/dialect.ts";
import type { ConversationItem } from "../store/conversation-store.ts";
import type { KeptResponses } from "./keep-answer.ts";

/** Of all ids as JSON: they are asked for at once, as one parameter of two megabytes at most. Some providers' have hundreds each. */
const ID_CHARS_MAX = 600_000;

/**
 * A request with the items that it refers to, where they are kept here and the caller's own: of answers, and of conversations.
 * What the request has before it already (`before`) is not said again. All other references stay for the provider.
 * Rejects with `invalid_request` or `store_unavailable`.
 */
export async function resolveReferences(
  body: JsonObject,
  before: readonly ConversationItem[],
  keeper: AnswerKeeper,
  caller: Caller,
  { store, conversations }: KeptResponses,
): Promise<JsonObject> {
  const wanted = new Set(keeper.referencesIn(body));
  if (wanted.size === 0) return body;
  const found = new Map<string, readonly JsonObject[]>();
  for (const { id } of before) if (wanted.delete(id)) found.set(id, []);
  if (JSON.stringify([...wanted]).length > ID_CHARS_MAX)
    throw new GatewayError("invalid_request", "`input` refers to too many items: send the items themselves.", {
      param: "input",
    });

  function take(items: readonly JsonObject[]): void {
    for (const item of items) {
      const id = textOf(item["id"]) ?? "";
      if (wanted.delete(id)) found.set(id, [item]);
    }
  }
  const [owner, sight] = [ownerOf(caller), sightOf(caller)];
  const answers = new Set([...wanted].flatMap((id) => keptIdOfItem(id) ?? []));
  if (answers.size > 0) take(await store.findOutputs([...answers], sight));
  if (wanted.size > 0) take(await conversations.findItems([...wanted], owner));
  // Clients choose the ids of items: what is another's never goes before one's own.
  if (wanted.size > 0 && sight !== owner) take(await conversations.findItems([...wanted], sight));
  return keeper.dereference(body, found);
}
