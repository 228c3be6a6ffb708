import { textOf, type JsonObject } from "../../core/json.ts";

/** An item of a request as it is listed: clients may leave out its type and id, and write content as a bare text. */
export function listItem(item: JsonObject, responseId: string, place: number): JsonObject {
  const type = textOf(item.type) ?? "message";
  const id =
    textOf(item.id) ?? `${type === "message" ? "msg" : "item"}_${responseId.replace(/^resp_/, "")}_in_${place}`;
  const { content, role } = item;
  const shown = { ...item, type, id };
  if (type !== "message") return shown;
  const part = role === "assistant" ? { type: "output_text", annotations: [] } : { type: "input_text" };
  return {
    status: "completed",
    ...shown,
    ...(typeof content === "string" && { content: [{ ...part, text: content }] }),
  };
}
