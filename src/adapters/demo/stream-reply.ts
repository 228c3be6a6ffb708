import { objectsOf, isObject, textOf } from "../../core/json.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Frame } from "../../streams/frame.ts";
import { writeFrames } from "../../streams/frame.ts";
import type { DemoReply } from "./compose-reply.ts";

/** Slow enough to be seen, quick enough not to bore. */
const WORD_EVERY_MS = 25;

/** The reply word by word, as OpenAI streams it, usage chunk included. */
export function streamReply(reply: DemoReply, signal: AbortSignal): ReadableStream<Uint8Array> {
  const frames = framesOf(reply);
  let next = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next > 0) await new Promise((resolve) => setTimeout(resolve, WORD_EVERY_MS));
      const frame = frames[next++];
      if (frame === undefined || signal.aborted) controller.close();
      else controller.enqueue(writeFrames([frame]));
    },
  });
}

function framesOf(reply: DemoReply): readonly Frame[] {
  const head = { id: reply.id, object: "chat.completion.chunk", created: reply.created, model: reply.model };
  const chunk = (delta: JsonObject, finish: string | null): Frame => ({
    data: JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason: finish }] }),
  });
  const message = objectsOf(reply.choices)[0]?.["message"];
  const words = (isObject(message) ? textOf(message["content"]) : undefined)?.match(/\S+\s*/g) ?? [];
  return [
    chunk({ role: "assistant", content: "" }, null),
    ...words.map((word) => chunk({ content: word }, null)),
    chunk({}, "stop"),
    { data: JSON.stringify({ ...head, choices: [], usage: reply.usage }) },
    { data: "[DONE]" },
  ];
}
