import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkModelAccess, mayUseModel } from "../../../src/auth/check-model-access.ts";
import type { Caller } from "../../../src/core/caller.ts";
import { asId } from "../../../src/core/ids.ts";

const caller = (...models: string[]): Caller => ({ role: "key", key: asId<"key-hash">("h"), models, aliases: {} });
const groups = new Map([["fast-models", new Set(["gpt-4o-mini", "haiku"])]]);

describe("a key's list of models", () => {
  test.each([
    [[], "anything", true],
    [["gpt-4o"], "gpt-4o", true],
    [["gpt-4o"], "gpt-4o-mini", false],
    [["gpt-4o"], "GPT-4o", false],
    [["all-proxy-models"], "anything", true],
    [["all-team-models"], "anything", true],
    [["no-default-models"], "anything", false],
    [["*"], "anything", true],
    [["openai/*"], "openai/gpt-4o", true],
    [["openai/*"], "openai/", true],
    [["openai/*"], "openai", false],
    [["openai/*"], "azure/openai/gpt-4o", false],
    [["*/gpt-4o"], "azure/gpt-4o", true],
    [["bedrock/*.claude-*-v2"], "bedrock/eu.claude-sonnet-v2", true],
    [["bedrock/*.claude-*-v2"], "bedrock/eu.claude-sonnet-v1", false],
    [["a*a"], "a", false],
    [["ab*ba"], "aba", false],
    [["a**b"], "ab", true],
    [["gpt.4o"], "gpt-4o", false],
    [["gpt-(4o)+"], "gpt-4o4o", false],
    [["fast-models"], "haiku", true],
    [["fast-models"], "gpt-4o", false],
    [["gpt-4o", "fast-models", "mistral/*"], "mistral/small", true],
    [[""], "gpt-4o", false],
  ])("%j lets %j through: %j", (models, model, expected) => {
    expect(mayUseModel(caller(...models), model, groups)).toBe(expected);
  });

  test("decides about wildcards as a regular expression would", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (entry, model) => {
        const expected = new RegExp(`^${entry.replaceAll("*", ".*")}$`).test(model);
        expect(mayUseModel(caller(entry), model)).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test("is decided quickly whatever it holds", () => {
    const started = performance.now();
    expect(mayUseModel(caller(`${"*a".repeat(20_000)}b`), "a".repeat(100_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test("refuses with LiteLLM's status, type and words", () => {
    expect(() => checkModelAccess(caller("gpt-4o", "x/*"), "gpt-5")).toThrow(
      expect.objectContaining({
        status: 401,
        type: "key_model_access_denied",
        param: "model",
        message:
          "key not allowed to access model. This key can only access models=['gpt-4o', 'x/*']. Tried to access gpt-5",
      }),
    );
  });

  test("repeats no endless name", () => {
    expect(() => checkModelAccess(caller("gpt-4o"), "x".repeat(100_000))).toThrow(/^.{1,400}$/);
  });
});

describe("the groups around a key", () => {
  const inTeam = (models: readonly string[], groupModels: NonNullable<Caller["groupModels"]>): Caller => ({
    role: "key",
    key: asId<"key-hash">("k"),
    models,
    aliases: {},
    groupModels,
  });

  test.each([
    ["a team that allows it", [], { team: ["gpt-4o"] }, undefined],
    ["a team that lists others", [], { team: ["other"] }, "team_model_denied"],
    ["a team that allows it, for a key that does not", ["other"], { team: ["gpt-4o"] }, "key_model_denied"],
    ["a key that leaves it to its team", ["all-team-models"], { team: ["other"] }, "team_model_denied"],
    [
      "an organization that lists others",
      [],
      { team: ["gpt-4o"], organization: ["other"] },
      "organization_model_denied",
    ],
    ["a user without models of their own", [], { user: ["no-default-models"] }, "user_model_denied"],
    ["a team with a wildcard", [], { team: ["gpt-*"] }, undefined],
  ] as const)("%s", (_, models, groupModels, code) => {
    const member = inTeam(models, groupModels);
    expect(mayUseModel(member, "gpt-4o")).toBe(code === undefined);
    const check = () => checkModelAccess(member, "gpt-4o");
    if (code === undefined) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code, status: 401 }));
  });
});
