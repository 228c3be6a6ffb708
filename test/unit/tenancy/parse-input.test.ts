import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Json } from "../../../src/core/json.ts";
import { keyParams } from "../../../src/tenancy/keys/key-params.ts";
import { InvalidInput, parseInput } from "../../../src/tenancy/parse-input.ts";

const detailOf = (raw: Json, schema: z.ZodType = keyParams, place: "body" | "query" = "body") => {
  try {
    parseInput(schema, raw, place);
  } catch (error) {
    if (error instanceof InvalidInput) return error.detail;
    throw error;
  }
  return undefined;
};

const nested = (depth: number): Json => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`) as Json;

describe("the input of a management action", () => {
  test.each<[Json, string, string, string]>([
    [{ models: "gpt-4o" }, "body.models", "list_type", "Input should be a valid list"],
    [{ models: [1] }, "body.models.0", "string_type", "Input should be a valid string"],
    [{ duration: 30 }, "body.duration", "string_type", "Input should be a valid string"],
    [{ max_budget: "lots" }, "body.max_budget", "float_type", "Input should be a valid number"],
    [{ max_budget: -1 }, "body.max_budget", "greater_than_equal", "Input should be greater than or equal to 0"],
    [{ max_budget: 1e300 }, "body.max_budget", "less_than_equal", "Input should be less than or equal to 9000000"],
    [{ max_budget: Number.POSITIVE_INFINITY }, "body.max_budget", "float_type", "Input should be a valid number"],
    [{ tpm_limit: 1.5 }, "body.tpm_limit", "int_type", "Input should be a valid integer"],
    [
      { tpm_limit: 1e300 },
      "body.tpm_limit",
      "less_than_equal",
      "Input should be less than or equal to 9007199254740991",
    ],
    [{ rpm_limit: true }, "body.rpm_limit", "float_type", "Input should be a valid number"],
    [{ metadata: [] }, "body.metadata", "dict_type", "Input should be a valid dictionary"],
    [{ metadata: "{}" }, "body.metadata", "dict_type", "Input should be a valid dictionary"],
    [{ aliases: { a: 1 } }, "body.aliases.a", "string_type", "Input should be a valid string"],
    [{ blocked: "yes" }, "body.blocked", "bool_type", "Input should be a valid boolean"],
    [
      { key_type: "root" },
      "body.key_type",
      "literal_error",
      "Input should be one of 'default', 'llm_api', 'management', 'read_only'",
    ],
    [{ key_alias: "x".repeat(513) }, "body.key_alias", "string_too_long", "String should have at most 512 characters"],
    [[], "body", "dict_type", "Input should be a valid dictionary"],
    [null, "body", "dict_type", "Input should be a valid dictionary"],
    ["text", "body", "dict_type", "Input should be a valid dictionary"],
    [{ metadata: { deep: nested(40) } }, "body", "value_error", "Input should be nested at most 32 deep"],
    [nested(100_000), "body", "value_error", "Input should be nested at most 32 deep"],
    [{ metadata: { long: "x".repeat(250_000) } }, "body", "too_long", "Input should have at most 250000 characters"],
  ])("that is wrong is told in FastAPI's words: case %#", (raw, loc, type, msg) => {
    const detail = detailOf(raw);
    expect(detail?.map((entry) => ({ ...entry, loc: entry.loc.join(".") }))).toEqual([{ loc, type, msg }]);
  });

  test("says how long texts and lists may be", () => {
    const schema = z.object({ id: z.string().min(1), ids: z.array(z.string()).min(1).max(2) });
    expect(detailOf({ id: "", ids: [] }, schema)).toMatchObject([
      { type: "string_too_short", msg: "String should have at least 1 characters" },
      { type: "too_short", msg: "List should have at least 1 items" },
    ]);
    expect(detailOf({ id: "a", ids: ["a", "b", "c"] }, schema)).toMatchObject([
      { type: "too_long", msg: "List should have at most 2 items" },
    ]);
  });

  test("names a field that is missing, in the query as in the body", () => {
    const schema = z.object({ key: z.string() });
    expect(detailOf({}, schema)).toEqual([{ loc: ["body", "key"], msg: "Field required", type: "missing" }]);
    expect(detailOf({}, schema, "query")).toEqual([{ loc: ["query", "key"], msg: "Field required", type: "missing" }]);
    expect(detailOf({ key: null }, schema)).toMatchObject([{ type: "string_type" }]);
  });

  test("tells everything that is wrong at once, and repeats no value", () => {
    const detail = detailOf({ key: { secret: "sk-secret" }, models: "sk-secret", blocked: "sk-secret" });
    expect(detail).toHaveLength(3);
    expect(JSON.stringify(detail)).not.toContain("sk-secret");
  });

  test("takes null for every field as left out", () => {
    const nulls = Object.fromEntries(Object.keys(keyParams.in.shape).map((field) => [field, null]));
    const parsed = parseInput(keyParams, nulls, "body");
    expect(Object.values(parsed).filter((value) => value !== undefined)).toEqual([]);
  });

  test("keeps fields it does not know", () => {
    expect(parseInput(keyParams, { guardrails: ["g"], budget_id: null, "": 1 }, "body")).toMatchObject({
      guardrails: ["g"],
      "": 1,
    });
  });

  test("has every half of a character pair replaced, in names and values", () => {
    const parsed = parseInput(keyParams, { key_alias: "a\ud800", metadata: { "b\udfff": ["\ud83d", "🙂"] } }, "body");
    expect(parsed).toMatchObject({ key_alias: "a\ufffd", metadata: { "b\ufffd": ["\ufffd", "🙂"] } });
  });

  test("keeps metadata named like parts of the language", () => {
    const raw = JSON.parse('{"metadata":{"__proto__":{"a":1},"constructor":2,"toString":null}}') as Json;
    expect(JSON.stringify(parseInput(keyParams, raw, "body").metadata)).toBe(
      '{"__proto__":{"a":1},"constructor":2,"toString":null}',
    );
    expect(parseInput(keyParams, JSON.parse('{"__proto__":{"blocked":true}}') as Json, "body").blocked).toBeUndefined();
  });

  test("of any kind is either taken or refused as invalid, never anything else", () => {
    const field = fc.constantFrom(...Object.keys(keyParams.in.shape), "other", "__proto__");
    const raw = fc.oneof(fc.jsonValue(), fc.dictionary(field, fc.jsonValue({ stringUnit: "binary" })));
    fc.assert(
      fc.property(raw, (value) => {
        const detail = detailOf(value);
        expect(detail === undefined || detail.length > 0).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
