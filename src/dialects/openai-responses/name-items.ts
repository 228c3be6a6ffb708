import { isArray, textOf, type JsonObject } from "../../core/json.ts";
import type { MakeItemId, NamedItem } from "../dialect.ts";
import { invalidRequest, objectList, optionalString } from "../read-fields.ts";
import { listItem, typeOf } from "./list-item.ts";
import { unknownReference } from "./untranslatable.ts";

const ID_CHARS_MAX = 200;

/**
 * Items of a client, with ids for those that have none. `path` is where the client wrote them. Throws `invalid_request`
 * for an id that is none or is among `taken`, and for what would make every later turn fail.
 */
export function nameGiven(
  items: readonly JsonObject[],
  path: string,
  taken: ReadonlySet<string>,
  makeId: MakeItemId,
): readonly NamedItem[] {
  const seen = new Set(taken);
  return items.map((item, index) => {
    const at = `${path}[${index}]`;
    checkItem(item, at);
    const id = readId(item, at);
    if (id === undefined) return named(item, makeId);
    if (seen.has(id)) throw invalidRequest(`${at}.id`, "the id of no other item of the conversation");
    seen.add(id);
    return named(item, () => id);
  });
}

function readId({ id }: JsonObject, path: string): string | undefined {
  const text = optionalString(id, `${path}.id`);
  if (text === "" || (text?.length ?? 0) > ID_CHARS_MAX)
    throw invalidRequest(`${path}.id`, `a string of 1 to ${ID_CHARS_MAX} characters`);
  return text;
}

const ROLES: ReadonlySet<unknown> = new Set(["user", "assistant", "system", "developer"]);

/** The rest of an item is for the provider to judge. */
function checkItem(item: JsonObject, path: string): void {
  optionalString(item.type, `${path}.type`);
  const type = typeOf(item);
  if (type === "item_reference") throw unknownReference(path);
  if (type !== "message") return;
  if (!ROLES.has(item.role)) throw invalidRequest(`${path}.role`, "user, assistant, system or developer");
  if (typeof item.content === "string") return;
  if (!isArray(item.content)) throw invalidRequest(`${path}.content`, "a string or a list of parts");
  objectList(item.content, `${path}.content`);
}

/** Items of an answer. Some providers give an id to more than one. */
export function nameAnswered(
  items: readonly JsonObject[],
  taken: ReadonlySet<string>,
  makeId: MakeItemId,
): readonly NamedItem[] {
  const seen = new Set(taken);
  return items.map((item) => {
    const id = textOf(item.id) ?? "";
    const answered = named(item, id === "" || seen.has(id) ? makeId : () => id);
    seen.add(answered.id);
    return answered;
  });
}

function named(item: JsonObject, makeId: MakeItemId): NamedItem {
  const id = makeId(typeOf(item));
  return { ...listItem({ ...item, id }), id };
}
