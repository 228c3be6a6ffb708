import { describe, expect, test } from "vitest";
import type { Caller } from "../../../../src/core/caller.ts";
import type { Deployment } from "../../../../src/core/deployment.ts";
import { asId } from "../../../../src/core/ids.ts";
import { chooseDeployment, type NamedModel } from "../../../../src/forwards/pass-through/choose-deployment.ts";
import { indexModels } from "../../../../src/router/model-index.ts";
import { deploymentOf } from "../../../support/deployments.ts";

const template = (id: string, modelName: string, model: string, changes: Partial<Deployment> = {}) => ({
  id,
  modelName,
  provider: changes.provider ?? "openai",
  model,
  build: (name: string) => deploymentOf({ ...changes, id: asId<"deployment">(id), modelName, model: name }),
});

const models = indexModels(
  [
    template("d-other", "other", "gpt-4o", { provider: "azure" }),
    template("d-mini", "small", "gpt-4o-mini", { prices: { input: 1, output: 1 } }),
    template("d-4o", "large", "gpt-4o"),
    template("d-wild", "openai/*", "*"),
    template("d-claude", "claude", "invoke/anthropic.claude", { provider: "bedrock" }),
  ],
  {},
);
const caller = (allowed: readonly string[]): Caller => ({
  role: "key",
  key: asId<"key-hash">("k"),
  models: allowed,
  aliases: {},
});
const choose = (allowed: readonly string[], named?: NamedModel, provider = "openai") => {
  const { name, deployments } = chooseDeployment(caller(allowed), provider, named, { models, accessGroups: new Map() });
  return [name, deployments.map(({ id, model }) => [id, model].join(" ")).join()];
};
const byBody = (name: string): NamedModel => ({ name, byPath: false });

describe("the deployment that a request goes with", () => {
  test.each([
    ["the one that has the model", [], byBody("gpt-4o"), "openai", ["large", "d-4o gpt-4o"]],
    [
      "the same for a key that may use its public name",
      ["large"],
      byBody("gpt-4o"),
      "openai",
      ["large", "d-4o gpt-4o"],
    ],
    ["that of a wildcard for any other model", [], byBody("gpt-5"), "openai", ["openai/gpt-5", "d-wild gpt-5"]],
    ["the first one where no model is named", [], undefined, "openai", ["openai/*", "d-mini "]],
    ["the first that the key may use itself", ["openai/*"], undefined, "openai", ["openai/*", "d-wild "]],
    [
      "one whose configured name says more than the path",
      [],
      { name: "anthropic.claude", byPath: true },
      "bedrock",
      ["claude", "d-claude invoke/anthropic.claude"],
    ],
    [
      "the first one, under the name that the path has",
      [],
      { name: "amazon.nova", byPath: true },
      "bedrock",
      ["bedrock/amazon.nova", "d-claude amazon.nova"],
    ],
  ] as const)("is %s", (_, allowed, named, provider, found) => {
    expect(choose(allowed, named, provider)).toEqual(found);
  });

  test("has no price of another model's", () => {
    const { deployments } = chooseDeployment(caller([]), "bedrock", byBody("nobody-knows"), {
      models,
      accessGroups: new Map(),
    });
    expect(deployments[0]?.prices).toBeUndefined();
  });

  test.each([
    ["a model that it may not use", ["small"], byBody("gpt-4o")],
    ["a model that no deployment has", ["small"], byBody("gpt-5")],
    ["no model", ["small"], undefined],
    ["no model, though it may use all of those that are configured", ["small", "large"], undefined],
    ["a model by its public name, which the provider does not know", ["small"], byBody("small")],
  ])("is none for a key with models that asks for %s", (_, allowed, named) => {
    expect(() => choose(allowed, named)).toThrow(/key not allowed to access model/);
  });

  test("is none where the provider has none", () => {
    expect(() => choose([], undefined, "groq")).toThrow(/No deployment of groq/);
  });
});
