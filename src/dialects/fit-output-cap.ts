import type { ChatRequest } from "../core/chat.ts";
import type { Target } from "./dialect.ts";

/**
 * The output cap of a request, which is at most what the model can write: a client that knows the models of another
 * provider (Claude Code asks for 128,000 tokens) means as much as there is, and most providers refuse more.
 */
export const fitOutputCap = ({ maxOutputTokens: asked }: ChatRequest, { maxOutputTokens: able }: Target) =>
  asked === undefined || able === undefined ? asked : Math.min(asked, able);
