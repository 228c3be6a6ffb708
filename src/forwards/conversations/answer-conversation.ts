import type { Caller } from "../../core/caller.ts";
import { makeConversationId } from "../../core/conversation-id.ts";
import { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { ownerOf, sightOf } from "../../core/owner.ts";
import { invalidRequest } from "../../dialects/read-fields.ts";
import { conversationFull, conversationNotFound } from "../../pipeline/conversation-errors.ts";
import type { KeptResponses } from "../../pipeline/keep-answer.ts";
import { CONVERSATION_CHARS_MAX, type Conversation } from "../../store/conversation-store.ts";
import { noSuchItem, readPage, writePage } from "../read-page.ts";
import type { ConversationAct } from "./conversation-rows.ts";
import { readItems } from "./read-items.ts";
import { readMetadata } from "../read-metadata.ts";

interface Asked {
  readonly act: ConversationAct;
  /** Empty where the path names none. */
  readonly id: string;
  readonly itemId: string;
  readonly query: URLSearchParams;
  /** Of a POST. */
  readonly body: JsonObject;
}

/** What is asked of a conversation. Rejects with a `GatewayError`; another's is `object_not_found`. */
export async function answerConversation(
  caller: Caller,
  { act, id, itemId, query, body }: Asked,
  responses: KeptResponses,
  now: () => number,
): Promise<JsonObject> {
  const { conversations: store } = responses;
  const sight = sightOf(caller);
  switch (act) {
    case "create":
      return await create(caller, body, responses, now);
    case "get":
      return describe((await store.find(id, sight)) ?? raise(conversationNotFound(id)));
    case "update": {
      if (body["metadata"] === undefined) throw invalidRequest("metadata", "an object or null");
      return describe(
        (await store.update(id, sight, readMetadata(body["metadata"]))) ?? raise(conversationNotFound(id)),
      );
    }
    case "delete":
      if (!(await store.remove(id, sight))) throw conversationNotFound(id);
      return { id, object: "conversation.deleted", deleted: true };
    case "addItems":
      return await addItems(id, caller, body, responses, now);
    case "listItems": {
      const page = await store.list(id, sight, readPage(query));
      if (page === undefined) throw conversationNotFound(id);
      if (page === "no-such-item") throw noSuchItem();
      return writePage(page.items, page.hasMore);
    }
    case "getItem":
      return await findItem(id, itemId, sight, responses);
    case "deleteItem": {
      const isRemoved = await store.removeItem(id, itemId, sight);
      const found = (await store.find(id, sight)) ?? raise(conversationNotFound(id));
      if (!isRemoved) throw itemNotFound(itemId);
      return describe(found);
    }
  }
}

async function create(
  caller: Caller,
  body: JsonObject,
  responses: KeptResponses,
  now: () => number,
): Promise<JsonObject> {
  const metadata = readMetadata(body["metadata"]);
  const items = await readItems(body, undefined, caller, responses);
  if (JSON.stringify(items).length > CONVERSATION_CHARS_MAX) throw conversationFull();
  const conversation: Conversation = { id: makeConversationId(), metadata, createdAtMs: now() };
  await responses.conversations.create({ ...conversation, owner: ownerOf(caller), keyHash: caller.key }, items);
  return describe(conversation);
}

async function addItems(
  id: string,
  caller: Caller,
  body: JsonObject,
  responses: KeptResponses,
  now: () => number,
): Promise<JsonObject> {
  const items = await readItems(body, id, caller, responses);
  if (items.length === 0) throw invalidRequest("items", "a list of at least one item");
  const outcome = await responses.conversations.append(id, sightOf(caller), items, now());
  if (outcome === "missing") throw conversationNotFound(id);
  if (outcome === "full") throw conversationFull();
  return writePage(items, false);
}

async function findItem(
  id: string,
  itemId: string,
  sight: string | undefined,
  { conversations: store }: KeptResponses,
): Promise<JsonObject> {
  const [found] = await store.findItems([itemId], sight, id);
  if (found !== undefined) return found;
  throw (await store.find(id, sight)) === undefined ? conversationNotFound(id) : itemNotFound(itemId);
}

const describe = ({ id, metadata, createdAtMs }: Conversation): JsonObject => ({
  id,
  object: "conversation",
  created_at: Math.floor(createdAtMs / 1_000),
  metadata,
});

const itemNotFound = (id: string): GatewayError =>
  new GatewayError("object_not_found", `Item with id '${id.slice(0, 200)}' not found.`, { param: "item_id" });

function raise(error: GatewayError): never {
  throw error;
}
