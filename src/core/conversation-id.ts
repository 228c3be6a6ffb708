const makeId = (prefix: string): string => `${prefix}_${crypto.randomUUID().replaceAll("-", "")}`;

export const makeConversationId = (): string => makeId("conv");

/** As OpenAI begins the ids of items. */
const PREFIXES = new Map(
  Object.entries({
    message: "msg",
    reasoning: "rs",
    function_call: "fc",
    function_call_output: "fco",
    custom_tool_call: "ctc",
    custom_tool_call_output: "ctco",
    image_generation_call: "ig",
  }),
);

/** For an item of a conversation that has no id, or whose id the conversation has already. */
export const makeItemId = (type: string): string => makeId(PREFIXES.get(type) ?? "item");
