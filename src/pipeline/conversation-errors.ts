import { GatewayError } from "../core/errors.ts";

/** The same for what is not there and for what is another's. */
export const conversationNotFound = (id: string): GatewayError =>
  new GatewayError("object_not_found", `Conversation with id '${id.slice(0, 200)}' not found.`, {
    param: "conversation",
  });

export const conversationFull = (): GatewayError =>
  new GatewayError(
    "invalid_request",
    "The conversation is full: it holds 4 million characters at most. Take items out of it, or begin another.",
    { param: "conversation" },
  );
