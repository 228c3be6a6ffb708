import { expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { dereference, referencesIn } from "../../../../src/dialects/openai-responses/item-references.ts";

const message = { role: "user", content: "Hi" };
const body = {
  model: "m",
  input: [{ type: "item_reference", id: "a" }, message, { id: "b" }, { id: "c", type: null }],
};
const found = (entries: Record<string, readonly JsonObject[]>) => new Map(Object.entries(entries));

test("references are found in both of their forms", () => {
  expect(referencesIn(body)).toEqual(["a", "b", "c"]);
});

test.each<JsonObject>([
  {},
  { input: "a" },
  { input: [message] },
  { input: [{ ...message, id: "a" }] },
  { input: [{ id: 7 }] },
])("there are none in %j", (other) => {
  expect(referencesIn(other)).toEqual([]);
  expect(dereference(other, found({ a: [message] }))).toEqual(other);
});

test("items take the places of what refers to them, without the ids of their account; others stay", () => {
  const item = { type: "message", role: "assistant", content: "Ho" };
  expect(dereference(body, found({ a: [{ ...item, id: "a" }], b: [] }))).toEqual({
    model: "m",
    input: [item, message, { id: "c", type: null }],
  });
});
