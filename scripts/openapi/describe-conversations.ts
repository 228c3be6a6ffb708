import type { JsonObject } from "../../src/core/json.ts";
import {
  CONVERSATION_ROWS,
  type ConversationAct,
  pathsOf,
} from "../../src/forwards/conversations/conversation-rows.ts";
import { answerWith, bodyOf } from "./answers.ts";
import { fieldsOf, nameOperation, toTemplate } from "./name-route.ts";
import type { Operation } from "./operation.ts";

interface Description {
  readonly summary: string;
  readonly query?: readonly string[];
  readonly body?: JsonObject;
  readonly answer: JsonObject;
}

const text: JsonObject = { type: "string" };
const flag: JsonObject = { type: "boolean" };
const item: JsonObject = { type: "object", additionalProperties: true };
const metadata: JsonObject = { type: ["object", "null"], additionalProperties: text, maxProperties: 16 };
const items: JsonObject = { type: "array", items: item, maxItems: 20 };
const objectOf = (properties: JsonObject, required: readonly string[] = Object.keys(properties)): JsonObject => ({
  type: "object",
  properties,
  ...(required.length > 0 && { required }),
});

const orNull: JsonObject = { type: ["string", "null"] };
const conversation = objectOf({
  id: text,
  object: { const: "conversation" },
  created_at: { type: "integer" },
  metadata,
});
const page = objectOf({
  object: { const: "list" },
  data: { type: "array", items: item },
  first_id: orNull,
  last_id: orNull,
  has_more: flag,
});

const ACTS: Readonly<Record<ConversationAct, Description>> = {
  create: { summary: "Begin a conversation", body: objectOf({ items, metadata }, []), answer: conversation },
  get: { summary: "Show a conversation", answer: conversation },
  update: { summary: "Replace the metadata of a conversation", body: objectOf({ metadata }), answer: conversation },
  delete: {
    summary: "Delete a conversation with its items",
    answer: objectOf({ id: text, object: { const: "conversation.deleted" }, deleted: flag }),
  },
  addItems: { summary: "Add items to a conversation", body: objectOf({ items }), answer: page },
  listItems: { summary: "List the items of a conversation", query: ["limit", "order", "after"], answer: page },
  getItem: { summary: "Show an item of a conversation", answer: item },
  deleteItem: { summary: "Take an item out of a conversation", answer: conversation },
};

/** The paths of conversations. The templates beyond the first are the same by another name. */
export const describeConversations = (): readonly Operation[] =>
  (Object.keys(ACTS) as readonly ConversationAct[]).flatMap((act) => {
    const { method } = CONVERSATION_ROWS[act];
    const templates = pathsOf(act).map(toTemplate);
    return templates.map((template, n) => describe(method, template, n > 0 ? templates[0] : undefined, ACTS[act]));
  });

function describe(
  method: Operation["method"],
  template: string,
  first: string | undefined,
  { summary, query = [], body, answer }: Description,
): Operation {
  const parameters = [
    ...fieldsOf(template).map((name) => ({ name, in: "path", required: true, schema: text })),
    ...query.map((name) => ({ name, in: "query", schema: text })),
  ];
  return {
    method,
    template,
    details: {
      operationId: nameOperation(method, template),
      tags: ["conversation"],
      summary,
      ...(first !== undefined && { description: `The same as \`${method} ${first}\`.` }),
      externalDocs: { url: "https://platform.openai.com/docs/api-reference/conversations" },
      ...(parameters.length > 0 && { parameters }),
      ...(body !== undefined && { requestBody: bodyOf(body, "required" in body) }),
      responses: answerWith(answer, [401, 403, 404]),
    },
  };
}
