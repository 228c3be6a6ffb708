import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { collectVariables } from "../../scripts/dev/collect-variables.ts";
import { describeStart } from "../../scripts/dev/describe-start.ts";
import { pickModel } from "../../scripts/dev/pick-model.ts";
import { adapters } from "../../src/adapters/index.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { folderWith } from "./dev-process.ts";
import { join } from "node:path";

type Row = readonly [name: string, model: string, more?: object, info?: object];
const configOf = (rows: readonly Row[], rest: object = {}) => {
  const model_list = rows.map(([model_name, model, more, model_info = {}]) => ({
    model_name,
    litellm_params: { model, ...more },
    model_info,
  }));
  return parseConfig(stringify({ model_list, ...rest }), "c", { providers: new Set(adapters.keys()) }).config;
};

describe("the model to try first", () => {
  const keyed = { api_key: "os.environ/MY_KEY" };
  test.each<[string, readonly Row[], string | undefined]>([
    [
      "is the first",
      [
        ["a", "demo/echo"],
        ["b", "demo/echo"],
      ],
      "a",
    ],
    [
      "is one whose key is at hand",
      [
        ["a", "groq/x"],
        ["b", "openai/x", keyed],
      ],
      "b",
    ],
    [
      "may have its key in the provider's own variable",
      [
        ["a", "groq/x"],
        ["b", "mistral/x"],
      ],
      "b",
    ],
    [
      "is better named than a wildcard",
      [
        ["demo/*", "demo/*"],
        ["b", "demo/echo"],
      ],
      "b",
    ],
    ["may be one of a wildcard", [["mine/*", "demo/*"]], "mine/echo"],
    ["may be any name of a wildcard for one model", [["all-*", "demo/echo"]], "all-echo"],
    [
      "chats",
      [
        ["v", "demo/embed", {}, { mode: "embedding" }],
        ["c", "demo/echo"],
      ],
      "c",
    ],
    ["is there even without any key", [["a", "groq/x"]], "a"],
    ["may be missing", [], undefined],
  ])("%s", (_name, rows, model) => {
    expect(pickModel(configOf(rows), { MY_KEY: "k", MISTRAL_API_KEY: "k" })).toBe(model);
  });

  test("is one that the catalogue knows, for a provider's wildcard", () => {
    expect(pickModel(configOf([["openai/*", "openai/*"]]), {})).toMatch(/^openai\/.+[^*]$/);
  });
});

describe("the request that is printed", () => {
  test("carries the header that the gateway looks at, and the master key by name only", () => {
    const config = configOf([], { general_settings: { master_key: "sk-plain", litellm_key_header_name: "X-Gate" } });
    const text = describeStart("http://localhost:1", config, {}, "m");
    expect(text).toContain('-H "x-gate: Bearer $LITELLM_MASTER_KEY"');
    expect(text).not.toContain("sk-plain");
  });

  test("lists the models when there is none to talk to", () => {
    expect(describeStart("http://localhost:1", configOf([]), {}, undefined)).toMatch(
      /curl http:\/\/localhost:1\/v1\/models$/m,
    );
  });
});

test("variables are those that the configuration, any provider or the gateway looks up, and all of the file; no others", () => {
  const file = join(
    folderWith({ ".dev.vars": "OWN=file\nOTHER=file\nANTHROPIC_API_KEY='from # file'\nLITELLM_MASTER_KEY=file" }),
    ".dev.vars",
  );
  const config = configOf([
    ["a", "openai/x", { api_key: "os.environ/OWN" }],
    ["b", "anthropic/x"],
  ]);
  const shell = {
    LITELLM_MASTER_KEY: "shell",
    OPENAI_API_KEY: "shell",
    GROQ_API_KEY: "shell",
    OWN: "",
    UNRELATED: "shell",
  };
  expect(collectVariables(config, shell, file)).toEqual({
    // A model of it may be added at runtime.
    GROQ_API_KEY: "shell",
    OTHER: "file",
    LITELLM_MASTER_KEY: "shell",
    OWN: "file",
    ANTHROPIC_API_KEY: "from # file",
    OPENAI_API_KEY: "shell",
  });
  expect(collectVariables(config, {}, "none")).toEqual({});
});
