import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { openaiChat } from "../../../../src/dialects/openai-chat/index.ts";

const target = { model: "there" };

test("keeps unknown fields, and changes nothing but the model of an answer in one piece", () => {
  const body = fc.dictionary(fc.string(), fc.jsonValue()).filter((fields) => fields.stream !== true);
  fc.assert(
    fc.property(body, (fields) => {
      const before = JSON.stringify(fields);
      const { model: _model, ...rest } = openaiChat.retarget(fields, target);
      const { model: _other, ...given } = fields;
      expect(rest).toEqual(given);
      expect(JSON.stringify(fields)).toBe(before);
    }),
  );
  expect(openaiChat.retarget({ model: "here", weather: { sunny: true } }, target)).toEqual({
    model: "there",
    weather: { sunny: true },
  });
});

test.each<[JsonObject, JsonObject]>([
  [{}, { include_usage: true }],
  [{ stream_options: null }, { include_usage: true }],
  [{ stream_options: { include_usage: false } }, { include_usage: true }],
  [{ stream_options: { include_obfuscation: false } }, { include_obfuscation: false, include_usage: true }],
])("always asks for the usage of a stream: %j", (fields, stream_options) => {
  const body = { model: "here", stream: true, ...fields };
  expect(openaiChat.retarget(body, target)).toEqual({ model: "there", stream: true, stream_options });
});
