import type { ChatEvent } from "../../core/chat.ts";
import { parseObject, textOf, type JsonObject } from "../../core/json.ts";
import { decodeSearch, queryOf } from "./map-searches.ts";

/** Searches in a stream: what is asked for comes in one block, in pieces, and what was found in another, whole. */
export function readSearch() {
  const asked = new Map<string, JsonObject>();
  let id: string | undefined;
  let input = "";

  function note(): void {
    if (id !== undefined && input !== "") asked.set(id, { input: parseObject(input) });
    id = undefined;
    input = "";
  }

  return {
    start(content: JsonObject): readonly ChatEvent[] {
      note();
      if (content.type === "server_tool_use") {
        id = textOf(content.id) ?? "";
        asked.set(id, content);
      }
      const searches = decodeSearch(content, queryOf(asked.get(textOf(content.tool_use_id) ?? "")));
      return searches.length === 0 ? [] : [{ type: "searches", searches }];
    },
    delta({ partial_json }: JsonObject): void {
      if (id !== undefined) input += textOf(partial_json) ?? "";
    },
  };
}
