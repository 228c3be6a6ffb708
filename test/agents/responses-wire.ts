import { isObject, numberOf, objectsOf, textOf, type JsonObject } from "../../src/core/json.ts";
import type { Frame } from "../../src/streams/frame.ts";
import type { Answer } from "../conformance/answer.ts";
import type { ChatWire } from "../conformance/wire.ts";
import { openaiResponsesWire } from "../conformance/wires/openai-responses.ts";

/** Responses of a model that thinks before it calls, and seals what it thought. */
export const responsesWire: ChatWire = {
  ...openaiResponsesWire,
  whole: (answer) => think(openaiResponsesWire.whole(answer), answer),
  frames: (answer, cut) => {
    const [begin, ...rest] = openaiResponsesWire.frames(answer, cut);
    return begin === undefined ? [] : [begin, ...thoughtFrames(answer), ...rest.map((frame) => shift(frame, answer))];
  },
  read: (body) => ({
    ...openaiResponsesWire.read(body),
    results: objectsOf(body["input"])
      .filter(({ type }) => type === "function_call_output")
      .map(({ call_id, output }) => ({ id: textOf(call_id) ?? "", text: textOf(output) ?? "" })),
    schema: formatOf(body),
  }),
};

const formatOf = ({ text }: JsonObject): JsonObject | undefined =>
  isObject(text) && isObject(text["format"]) && isObject(text["format"]["schema"])
    ? text["format"]["schema"]
    : undefined;

const thoughtsOf = ({ reasoning }: Answer): readonly JsonObject[] =>
  reasoning?.signature === undefined
    ? []
    : [{ type: "reasoning", id: "rs_1", summary: [], encrypted_content: reasoning.signature }];

const think = (response: JsonObject, answer: Answer): JsonObject => ({
  ...response,
  output: [...thoughtsOf(answer), ...objectsOf(response["output"])],
});

const thoughtFrames = (answer: Answer): readonly Frame[] =>
  thoughtsOf(answer).flatMap((item) =>
    ["response.output_item.added", "response.output_item.done"].map((type) => ({
      event: type,
      data: JSON.stringify({ type, output_index: 0, item }),
    })),
  );

/** Everything else comes behind the thinking. */
function shift({ event, data }: Frame, answer: Answer): Frame {
  const told = JSON.parse(data) as JsonObject;
  const index = numberOf(told["output_index"]);
  const { response } = told;
  return {
    event,
    data: JSON.stringify({
      ...told,
      ...(index !== undefined && { output_index: index + thoughtsOf(answer).length }),
      ...(isObject(response) && { response: think(response, answer) }),
    }),
  };
}
