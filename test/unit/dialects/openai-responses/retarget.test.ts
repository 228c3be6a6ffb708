import fc from "fast-check";
import { expect, test } from "vitest";
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
  expect(openaiResponses.retarget({ input: [madeHere, sealed, own] }, target).input).toEqual([sealed, own]);
});
