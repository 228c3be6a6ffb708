import { textOf, type JsonObject } from "../../core/json.ts";

/** Clients may leave it out. */
export const typeOf = ({ type, role }: JsonObject): string =>
  textOf(type) ?? (role === undefined ? "item_reference" : "message");

/** An item as it is listed: clients may write content as a bare text. */
export function listItem(item: JsonObject): JsonObject {
  const type = typeOf(item);
  const { content, role } = item;
  const shown = { ...item, type };
  if (type !== "message") return shown;
  const part = role === "assistant" ? { type: "output_text", annotations: [] } : { type: "input_text" };
  return {
    status: "completed",
    ...shown,
    ...(typeof content === "string" && { content: [{ ...part, text: content }] }),
  };
}

/** An item that was said with a request, under an id that leads to the answer to it. */
export function listInput(item: JsonObject, responseId: string, place: number): JsonObject {
  const type = typeOf(item);
  const id =
    textOf(item.id) ?? `${type === "message" ? "msg" : "item"}_${responseId.replace(/^resp_/, "")}_in_${place}`;
  return listItem({ ...item, id });
}
