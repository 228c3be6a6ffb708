import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSource } from "../../../src/config/read-source.ts";
import { errorsOf, oneModel, parseText } from "./parse-text.ts";

const messagesOf = (text: string): string[] =>
  readSource(text, "f").errors.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe("text that is no YAML", () => {
  test.each([
    ["a tab for an indent", "model_list:\n\t- a: 1\n", /^2:1 Tabs are not allowed as indentation/],
    ["a key twice", "a: 1\nb: 2\na: 3\n", /^3:1 Map keys must be unique/],
    ["an open bracket", "a: [1,\nb: 2\n", /^\d:\d /],
    ["an unknown alias", "a: *nobody\n", /^1:1 .*nobody/],
    ["two documents", "a: 1\n---\nb: 2\n", /^2:1 .*document/],
  ])("%s is told with its place", (_name, text, message) => {
    const messages = messagesOf(text);
    expect(messages[0]).toMatch(message);
    expect(readSource(text, "f").source).toBeUndefined();
  });

  test("aliases that multiply are refused at once", () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `a${level + 1}: &a${level + 1} [${Array(9).fill(`*a${level}`).join(",")}]`,
    );
    const bomb = ["a0: &a0 [x,x,x,x,x,x,x,x,x]", ...levels].join("\n");
    const start = performance.now();
    expect(messagesOf(bomb)).toEqual(["1:1 Excessive alias count indicates a resource exhaustion attack"]);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test.each(["[", "{a: ", "- "])("%j, a hundred thousand levels deep, is refused and not thrown", (level) => {
    expect(messagesOf(level.repeat(100_000)).length).toBeGreaterThan(0);
  });
});

test("anchors and merge keys are resolved, and a problem inside points at where it is written", () => {
  const parsed = parseText(`
x-shared: &shared
  timeout: never
  model: demo/echo
model_list:
  - model_name: a
    litellm_params:
      <<: *shared
  - model_name: b
    litellm_params: { <<: [*shared], timeout: 5 }
`);
  expect(errorsOf(parsed)).toEqual([
    expect.stringMatching(/^config\.yaml:3:12: error: model_list\[0\]\.litellm_params\.timeout/),
  ]);
  expect(parsed.config.models).toMatchObject([{ modelName: "b", model: "echo", timeoutMs: 5000 }]);
});

test("JSON is read like YAML", () => {
  const text = JSON.stringify(
    { model_list: [{ model_name: "a", litellm_params: { model: "demo/echo" } }] },
    null,
    "\t",
  );
  expect(parseText(text).config.models).toMatchObject([{ modelName: "a" }]);
});

test("a byte order mark and Windows line ends are no trouble", () => {
  const parsed = parseText(`\uFEFF${oneModel("model: demo/echo\ntimeout: x")}`.replaceAll("\n", "\r\n"));
  expect(errorsOf(parsed)).toEqual([expect.stringMatching(/^config\.yaml:5:16: /)]);
});

// Hundreds of files take a while on a busy machine.
describe("whatever is in the file", { timeout: 60_000 }, () => {
  const SECTION = fc.constantFrom(
    ..."model_list litellm_settings router_settings general_settings environment_variables credential_list providers include".split(
      " ",
    ),
  );
  const KEY = fc.oneof(
    fc.string(),
    SECTION,
    fc.constantFrom(
      ..."model_name litellm_params model_info model api_key api_base extra_headers extra_body model_group_alias fallbacks default_fallbacks retry_policy model_group_retry_policy optional_pre_call_checks base_url auth params id".split(
        " ",
      ),
      ..."credential_name credential_values credential_info litellm_credential_name input_cost_per_token __proto__ constructor <<".split(
        " ",
      ),
    ),
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, true, "*", "openai/*", "os.environ/", "os.environ/A"),
      fc.string(),
      fc.double(),
      tie("list"),
      tie("map"),
    ),
    list: fc.array(tie("json"), { maxLength: 4 }),
    map: fc.dictionary(KEY, tie("json"), { maxKeys: 6 }),
  }));

  test("it is never thrown at, and every problem has a place", () => {
    fc.assert(
      fc.property(fc.dictionary(SECTION, json, { minKeys: 1 }), (value) => {
        const { errors, warnings, config } = parseText(JSON.stringify(value));
        for (const { line, column } of [...errors, ...warnings]) expect(line >= 1 && column >= 1).toBe(true);
        expect(JSON.parse(JSON.stringify(config))).toEqual(config);
      }),
      { numRuns: 500 },
    );
  });

  test("not even by text that is no JSON", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { errors, config } = parseText(text);
        expect(errors.length > 0 || config.models.length === 0).toBe(true);
      }),
    );
  });
});
