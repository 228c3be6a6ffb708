import type { JsonObject } from "../../core/json.ts";
import type { Item } from "./answer-items.ts";
import { textPart } from "./encode-items.ts";
import { unwrapCustomInput } from "./map-custom-tool.ts";

/** An event about an item: its name and its own fields, to which the stream adds the item and the number. */
export type ItemEvent = readonly [type: string, fields: JsonObject];

/** What is said of an item's content when all of it is there. */
export function closeItem(item: Item): readonly ItemEvent[] {
  switch (item.kind) {
    case "message": {
      const content_index = 0;
      return [
        ...item.annotations.map((annotation, annotation_index): ItemEvent => [
          "response.output_text.annotation.added",
          { content_index, annotation_index, annotation },
        ]),
        ["response.output_text.done", { content_index, text: item.text, logprobs: [] }],
        ["response.content_part.done", { content_index, part: textPart(item) }],
      ];
    }
    case "reasoning": {
      const { text } = item;
      const summary_index = 0;
      if (text === "") return [];
      return [
        ["response.reasoning_summary_text.done", { summary_index, text }],
        ["response.reasoning_summary_part.done", { summary_index, part: { type: "summary_text", text } }],
      ];
    }
    case "function":
      return item.input === ""
        ? [
            ["response.function_call_arguments.delta", { delta: "{}" }],
            ["response.function_call_arguments.done", { arguments: "{}" }],
          ]
        : [["response.function_call_arguments.done", { arguments: item.input }]];
    case "custom": {
      // Told in one piece, because the text is inside of JSON until its end is known.
      const input = unwrapCustomInput(item.input);
      return [
        ["response.custom_tool_call_input.delta", { delta: input }],
        ["response.custom_tool_call_input.done", { input }],
      ];
    }
    case "tool-search":
      return [];
    case "search":
      return [
        ["response.web_search_call.in_progress", {}],
        ["response.web_search_call.searching", {}],
        ["response.web_search_call.completed", {}],
      ];
    case "image":
      return [["response.image_generation_call.completed", {}]];
  }
}
