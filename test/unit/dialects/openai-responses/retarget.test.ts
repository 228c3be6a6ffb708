import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { openaiResponses } from "../../../../src/dialects/openai-responses/index.ts";

const target = { model: "there" };

test("keeps unknown fields, and changes nothing but the model", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
      const before = JSON.stringify(fields);
      const { model, ...rest } = openaiResponses.retarget(fields, target);
      const { model: _, ...given } = fields;
      expect(model).toBe("there");
      expect(rest).toEqual(given);
      expect(JSON.stringify(fields)).toBe(before);
    }),
  );
});

test("leaves out thinking that another provider has sealed", () => {
  const own = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gA" };
  const foreign = { ...own, encrypted_content: 'tollgate:{"signature":"s"}' };
  const user = { role: "user", content: "tollgate:" };
  expect(openaiResponses.retarget({ input: [user, foreign, own] }, target).input).toEqual([user, own]);
});

test("leaves out thinking whose id was made up here, unless the provider can open it", () => {
  const madeHere = { type: "reasoning", id: `rs_kept_${"0a".repeat(16)}_0`, summary: [] };
  const sealed = { ...madeHere, encrypted_content: "gA" };
  const own = { type: "reasoning", id: "rs_1", summary: [] };
  const nameless = { type: "reasoning", summary: [] };
  expect(openaiResponses.retarget({ input: [madeHere, nameless, sealed, own] }, target).input).toEqual([sealed, own]);
});

const SEALED = "reasoning.encrypted_content";
test.each<[string, JsonObject, unknown]>([
  ["gpt-5", {}, [SEALED]],
  ["gpt-5", { include: ["a"] }, ["a", SEALED]],
  ["gpt-5", { include: [SEALED] }, [SEALED]],
  ["gpt-4.1", { reasoning: { effort: "low" } }, [SEALED]],
  ["gpt-5", { reasoning: { effort: "none" } }, undefined],
  ["gpt-4.1", {}, undefined],
])("thinking that %s is to be sent back is asked for with its seal: %j", (model, body, include) => {
  expect(openaiResponses.retarget(body, { model, isForReplay: true }).include).toEqual(include);
  expect(openaiResponses.retarget(body, { model, isForReplay: false }).include).toEqual(body.include);
});
