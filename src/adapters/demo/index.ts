import type { JsonObject } from "../../core/json.ts";
import { cohereRerank } from "../../dialects/cohere-rerank/index.ts";
import { openaiChat } from "../../dialects/openai-chat/index.ts";
import { openaiEmbeddings } from "../../dialects/openai-embeddings/index.ts";
import { openaiImages } from "../../dialects/openai-images/index.ts";
import type { Adapter } from "../adapter.ts";
import { readCommonFault } from "../read-fault.ts";
import { composeReply } from "./compose-reply.ts";
import { drawGate } from "./draw-gate.ts";
import { embedTexts } from "./embed-texts.ts";
import { rankWords } from "./rank-words.ts";
import { streamReply } from "./stream-reply.ts";

/**
 * A provider that is part of the gateway, so that the very first request of a fresh clone succeeds without an
 * account. It says so in every answer, and goes through the same pipeline as any other.
 */
export const demo: Adapter = {
  id: "demo",
  serves: {
    chat: { path: "/chat/completions", dialects: [openaiChat], marksEnd: true },
    embedding: { path: "/embeddings", dialects: [openaiEmbeddings], marksEnd: true },
    image: { path: "/images/generations", dialects: [openaiImages], marksEnd: true },
    rerank: { path: "/rerank", dialects: [cohereRerank], marksEnd: true },
  },
  keyVariables: [],
  baseVariables: [],
  needsCredential: false,
  prices: { input: 0, output: 0 },
  models: ["echo", "embed", "draw", "rank"],
  url: (path) => `https://demo.invalid${path}`,
  sign() {},
  readFault: readCommonFault,
  answer(body: JsonObject, operation, signal) {
    switch (operation) {
      case "chat":
        return answerChat(body, signal);
      case "embedding":
        return Response.json(embedTexts(body));
      case "image":
        return Response.json(drawGate(body));
      case "rerank":
        return Response.json(rankWords(body));
      // Not among what it serves.
      case "moderation":
      case "count":
        return Response.json({}, { status: 404 });
    }
  },
};

function answerChat(body: JsonObject, signal: AbortSignal): Response {
  const reply = composeReply(body);
  return body["stream"] === true
    ? new Response(streamReply(reply, signal), { headers: { "content-type": "text/event-stream" } })
    : Response.json(reply);
}
