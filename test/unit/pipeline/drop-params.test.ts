import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import { dropFields, readParamRules } from "../../../src/pipeline/drop-params.ts";

const body = {
  seed: 1,
  "a.b": 2,
  a: { b: 3, c: 4 },
  tools: [
    { function: { name: "x", strict: true }, input_examples: [1] },
    { function: { name: "y", strict: true }, input_examples: [2] },
    "odd",
  ],
  grid: [
    [1, 2],
    [3, 4],
  ],
} as const satisfies JsonObject;

describe("dropping fields", () => {
  test.each<[string, JsonObject]>([
    ["seed", { seed: undefined }],
    ["a.c", { a: { b: 3 } }],
    ["a.b", { "a.b": undefined }],
    ["tools[0].input_examples", { tools: [{ function: body.tools[0].function }, body.tools[1], "odd"] }],
    [
      "tools[*].input_examples",
      { tools: [{ function: body.tools[0].function }, { function: body.tools[1].function }, "odd"] },
    ],
    [
      "tools[*].function.strict",
      {
        tools: [
          { function: { name: "x" }, input_examples: [1] },
          { function: { name: "y" }, input_examples: [2] },
          "odd",
        ],
      },
    ],
    ["tools[1]", { tools: [body.tools[0], "odd"] }],
    ["tools[*]", { tools: [] }],
    ["grid[*][0]", { grid: [[2], [4]] }],
  ])("takes out %s", (path, changes) => {
    const wanted = Object.fromEntries(
      Object.entries({ ...body, ...changes }).filter(([, value]) => value !== undefined),
    );
    expect(dropFields(body, [path])).toEqual(wanted);
  });

  test.each(["nowhere", "seed.deeper", "seed[0]", "tools[9].function", "tools.function", "tools[", "", "__proto__.x"])(
    "takes out nothing by %j",
    (path) => {
      expect(dropFields(body, [path])).toEqual(body);
    },
  );

  test("takes out several, and changes nothing in place", () => {
    const before = structuredClone(body);
    expect(dropFields(body, ["a.b", "a.b", "a.c", "grid", "tools", "seed"])).toEqual({ a: {} });
    expect(body).toEqual(before);
  });

  test("returns the body itself where there is nothing to do", () => {
    expect(dropFields(body, [])).toBe(body);
  });
});

describe("the rules of a request", () => {
  test.each<[JsonObject, object]>([
    [{}, {}],
    [{ drop_params: null, allowed_openai_params: null, additional_drop_params: null }, {}],
    [{ drop_params: false }, { dropParams: false }],
    [
      { drop_params: true, allowed_openai_params: ["seed"], additional_drop_params: ["tools[*].x"] },
      { dropParams: true, allowedParams: ["seed"], droppedParams: ["tools[*].x"] },
    ],
  ])("are %j", (asked, rules) => {
    expect(readParamRules(asked)).toEqual(rules);
  });

  test.each<[string, JsonObject]>([
    ["drop_params", { drop_params: "true" }],
    ["allowed_openai_params", { allowed_openai_params: "seed" }],
    ["allowed_openai_params", { allowed_openai_params: [1] }],
    ["additional_drop_params", { additional_drop_params: Array.from({ length: 51 }, () => "seed") }],
    ["additional_drop_params[1]", { additional_drop_params: ["seed", "tools["] }],
    ["additional_drop_params[0]", { additional_drop_params: ["tools[-1].x"] }],
    ["additional_drop_params[0]", { additional_drop_params: [""] }],
    ["additional_drop_params[0]", { additional_drop_params: ["x".repeat(201)] }],
  ])("are refused, naming %s", (param, asked) => {
    expect(() => readParamRules(asked)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
  });
});
