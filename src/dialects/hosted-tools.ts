import type { ChatRequest, HostedTool } from "../core/chat.ts";

/** The tools that the provider is to run: none where none may be used. */
export const hostedOf = ({ hosted = [], toolChoice }: ChatRequest): readonly HostedTool[] =>
  toolChoice?.type === "none" ? [] : hosted;
