import type { Caller } from "../../core/caller.ts";
import { makeItemId } from "../../core/conversation-id.ts";
import type { JsonObject } from "../../core/json.ts";
import { sightOf } from "../../core/owner.ts";
import { keepAnswer } from "../../dialects/openai-responses/keep-answer.ts";
import { nameGiven } from "../../dialects/openai-responses/name-items.ts";
import { invalidRequest, objectList } from "../../dialects/read-fields.ts";
import type { KeptResponses } from "../../pipeline/keep-answer.ts";
import { resolveReferences } from "../../pipeline/resolve-references.ts";
import type { ConversationItem } from "../../store/conversation-store.ts";

const FIELD = "items";
const ITEMS_MAX = 20;

/**
 * The items that a client adds to a conversation; to a new one where there is no id. Rejects with `invalid_request` or
 * `store_unavailable`.
 */
export async function readItems(
  body: JsonObject,
  conversationId: string | undefined,
  caller: Caller,
  responses: KeptResponses,
): Promise<readonly ConversationItem[]> {
  const given = objectList(body[FIELD], FIELD);
  if (given.length > ITEMS_MAX) throw invalidRequest(FIELD, `a list of at most ${ITEMS_MAX} items`);
  const { input } = await resolveReferences({ input: given }, [], keepAnswer, caller, responses);
  const items = objectList(input, FIELD);
  const ids = items.flatMap(({ id }) => (typeof id === "string" ? [id] : []));
  const known =
    conversationId === undefined || ids.length === 0
      ? []
      : await responses.conversations.findItems(ids, sightOf(caller), conversationId);
  return nameGiven(items, FIELD, new Set(known.map(({ id }) => id)), makeItemId);
}
