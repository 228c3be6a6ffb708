import type { ForwardRequest } from "../../pipeline/forward-call.ts";

interface ConversationRow {
  readonly method: ForwardRequest["method"];
  /** Behind the paths of conversations. */
  readonly path: string;
}

/** Source: platform.openai.com/docs/api-reference/conversations. */
export const CONVERSATION_ROWS = {
  create: { method: "POST", path: "" },
  get: { method: "GET", path: "/:id" },
  update: { method: "POST", path: "/:id" },
  delete: { method: "DELETE", path: "/:id" },
  addItems: { method: "POST", path: "/:id/items" },
  listItems: { method: "GET", path: "/:id/items" },
  getItem: { method: "GET", path: "/:id/items/:item" },
  deleteItem: { method: "DELETE", path: "/:id/items/:item" },
} as const satisfies Record<string, ConversationRow>;

export type ConversationAct = keyof typeof CONVERSATION_ROWS;

export const pathsOf = (act: ConversationAct): readonly [string, ...string[]] => {
  const { path } = CONVERSATION_ROWS[act];
  return [`/v1/conversations${path}`, `/conversations${path}`, `/openai/v1/conversations${path}`];
};
