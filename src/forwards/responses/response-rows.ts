import type { ForwardRequest } from "../../pipeline/forward-call.ts";

interface ResponseRow {
  readonly method: ForwardRequest["method"];
  /** Behind the paths of Responses, here and at the provider. */
  readonly path: string;
}

/** What a client can ask of a response that is kept. Source: platform.openai.com/docs/api-reference/responses. */
export const RESPONSE_ROWS = {
  get: { method: "GET", path: "/:id" },
  delete: { method: "DELETE", path: "/:id" },
  items: { method: "GET", path: "/:id/input_items" },
  cancel: { method: "POST", path: "/:id/cancel" },
} as const satisfies Record<string, ResponseRow>;

export type ResponseAct = keyof typeof RESPONSE_ROWS;

export const pathsOf = (act: ResponseAct): readonly [string, ...string[]] => {
  const { path } = RESPONSE_ROWS[act];
  return [`/v1/responses${path}`, `/responses${path}`, `/openai/v1/responses${path}`];
};
